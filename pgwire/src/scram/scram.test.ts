import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { Failure } from '@brooder/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeVerifier, mockVerifier, parseVerifier, ScramServer, verifyPassword } from './index.ts';

/** Of the password "pencil", as PostgreSQL 18 stored it. */
const postgresVerifier =
  'SCRAM-SHA-256$4096:ZsTvDqI8Vif+9jGRB1TRuA==$E7w2fQBoPaY+9BATZYke3p+YG3pCRbdkdtmFO/6AvXg=:tHvdlfoJnHxqg2M3KYRUsWHRFgilFC6Lo3/LLRW7F4o=';

/** A client from RFC 5802 alone, for passwords that SASLprep leaves as they are. */
class Client {
  readonly #password: string;
  readonly #gs2: string;
  readonly #bare: string;
  #serverSignature = '';

  constructor(password: string, nonce = 'rOprNGfwEbeRWgbNEkqO', user = '', gs2 = 'n,,') {
    this.#password = password;
    this.#gs2 = gs2;
    this.#bare = `n=${user},r=${nonce}`;
  }
  first(): string {
    return this.#gs2 + this.#bare;
  }
  final(serverFirst: string): string {
    const [, nonce, salt, count] = /^r=(.*),s=(.*),i=(.*)$/.exec(serverFirst)!;
    const mac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const salted = pbkdf2Sync(this.#password, Buffer.from(salt!, 'base64'), Number(count), 32, 'sha256');
    const clientKey = mac(salted, 'Client Key');
    const without = `c=${Buffer.from(this.#gs2).toString('base64')},r=${nonce}`;
    const auth = `${this.#bare},${serverFirst},${without}`;
    const signature = mac(createHash('sha256').update(clientKey).digest(), auth);
    this.#serverSignature = mac(mac(salted, 'Server Key'), auth).toString('base64');
    return `${without},p=${Buffer.from(clientKey.map((byte, i) => byte ^ signature[i]!)).toString('base64')}`;
  }
  accepts(serverFinal: string): boolean {
    return serverFinal === `v=${this.#serverSignature}`;
  }
}

function logIn(verifier: string, client: Client): boolean {
  const server = new ScramServer(verifier);
  const result = server.final(client.final(server.first(client.first())));
  return result.ok && client.accepts(result.message);
}

describe('an exchange', () => {
  test('gives the bytes of the example in RFC 7677', async () => {
    // RFC 7677 §3: user "user", password "pencil", salt and nonces as printed there.
    const salt = 'W22ZaJ0SNY7soEsUEjb6gQ==';
    const salted = pbkdf2Sync('pencil', Buffer.from(salt, 'base64'), 4096, 32, 'sha256');
    const key = (label: string) => createHmac('sha256', salted).update(label).digest();
    const stored = createHash('sha256').update(key('Client Key')).digest('base64');
    const verifier = `SCRAM-SHA-256$4096:${salt}$${stored}:${key('Server Key').toString('base64')}`;
    const server = new ScramServer(verifier, { nonce: '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0' });
    expect(server.first('n,,n=user,r=rOprNGfwEbeRWgbNEkqO')).toBe(
      'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    );
    expect(
      server.final(
        'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
      ),
    ).toEqual({ ok: true, message: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=' });
  });

  test('any password logs in with its own verifier and with no other', async () => {
    const password = fc.string({ minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(password, password, async (mine, other) => {
        const verifier = await makeVerifier(mine, 16);
        expect(logIn(verifier, new Client(mine))).toBe(true);
        expect(logIn(verifier, new Client(mine, 'abc', 'ada', 'y,,'))).toBe(true);
        if (mine !== other) expect(logIn(verifier, new Client(other))).toBe(false);
        expect(await verifyPassword(mine, verifier)).toBe(true);
        if (mine !== other) expect(await verifyPassword(other, verifier)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  test('a final message cannot be played again, in the same exchange or in another', async () => {
    const verifier = await makeVerifier('secret', 16);
    const server = new ScramServer(verifier);
    const client = new Client('secret');
    const final = client.final(server.first(client.first()));
    expect(server.final(final).ok).toBe(true);
    expect(() => server.final(final)).toThrowError(expect.objectContaining({ code: 'protocolViolation' }));
    const another = new ScramServer(verifier);
    another.first(client.first());
    expect(() => another.final(final)).toThrowError(expect.objectContaining({ code: 'protocolViolation' }));
  });

  const firsts = [
    '',
    'n,,',
    'n,,n=ada',
    'n,,n=ada,r=',
    'n,,r=abc,n=ada',
    'n,,m=x,n=ada,r=abc',
    'n,a=bob,n=ada,r=abc',
    'x,,n=ada,r=abc',
    'p=tls-server-end-point,,n=ada,r=abc',
    'n,,n=ada,r=a\u00e9',
    `n,,n=ada,r=${'x'.repeat(1_000_000)}`,
  ];
  test.each(firsts.map((text) => [text.slice(0, 50), text]))('first message %j is refused', async (_, text) => {
    const server = new ScramServer(mockVerifier(Buffer.from('s'), 'u'));
    expect(() => server.first(text)).toThrowError(expect.objectContaining({ code: 'protocolViolation' }));
    expect(() => server.first('n,,n=,r=abc')).toThrowError(expect.objectContaining({ code: 'protocolViolation' }));
  });

  test('final messages with another binding, nonce, order or proof length are refused', () => {
    const proof = Buffer.alloc(32).toString('base64');
    const nonce = 'abcdef';
    const finals = [
      '',
      `c=eSws,r=${nonce},p=${proof}`,
      `c=biws,r=abc,p=${proof}`,
      `c=biws,r=${nonce}x,p=${proof}`,
      `c=biws,r=${nonce}`,
      `c=biws,r=${nonce},p=`,
      `c=biws,r=${nonce},p=${Buffer.alloc(31).toString('base64')}`,
      `r=${nonce},c=biws,p=${proof}`,
      `c=biws,r=${nonce},p=${proof},x=1`,
    ];
    for (const final of finals) {
      const server = new ScramServer(mockVerifier(Buffer.from('s'), 'u'), { nonce: 'def' });
      server.first('n,,n=,r=abc');
      expect(() => server.final(final), final).toThrowError(expect.objectContaining({ code: 'protocolViolation' }));
    }
    const server = new ScramServer(mockVerifier(Buffer.from('s'), 'u'), { nonce: 'def' });
    server.first('n,,n=,r=abc');
    expect(server.final(`c=biws,r=${nonce},p=${proof}`)).toEqual({ ok: false });
  });

  test('any text is answered or refused with a Failure', () => {
    const text = fc.string({ unit: fc.constantFrom('n', ',', 'r', 'c', '=', 'p', 'y', 'a', 'biws') });
    fc.assert(
      fc.property(text, text, (first, final) => {
        const server = new ScramServer(mockVerifier(Buffer.from('s'), 'u'));
        try {
          server.first(first);
          server.final(final);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Failure);
        }
      }),
    );
  });
});

describe('verifiers', () => {
  test('have the form PostgreSQL stores, 4096 iterations and a salt of 16 bytes', async () => {
    const text = await makeVerifier('secret');
    expect(text).toMatch(/^SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/);
    expect(parseVerifier(text)).toMatchObject({ iterations: 4096 });
    expect(await makeVerifier('secret')).not.toBe(text);
  });

  test('a verifier that PostgreSQL 18 made accepts its password', async () => {
    expect(await verifyPassword('pencil', postgresVerifier)).toBe(true);
    expect(await verifyPassword('Pencil', postgresVerifier)).toBe(false);
  });

  test('passwords are compared after SASLprep, and as raw text where SASLprep prohibits', async () => {
    // U+2168 ROMAN NUMERAL NINE becomes "IX", a soft hyphen vanishes; U+0007 is prohibited (RFC 4013 §3).
    expect(await verifyPassword('IX', await makeVerifier('\u2168', 16))).toBe(true);
    expect(await verifyPassword('IX', await makeVerifier('I\u00adX', 16))).toBe(true);
    expect(await verifyPassword('\u0007\u2168', await makeVerifier('\u0007\u2168', 16))).toBe(true);
    expect(await verifyPassword('\u0007IX', await makeVerifier('\u0007\u2168', 16))).toBe(false);
  });

  test('a mock looks like a real one, is stable for a user, and differs between users and secrets', () => {
    const secret = Buffer.from('installation');
    const mock = mockVerifier(secret, 'ada');
    expect(mock).toMatch(/^SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/);
    expect(mockVerifier(secret, 'ada')).toBe(mock);
    expect(mockVerifier(secret, 'bob')).not.toBe(mock);
    expect(mockVerifier(Buffer.from('other'), 'ada')).not.toBe(mock);
    expect(logIn(mock, new Client('anything'))).toBe(false);
  });

  test.each(['', 'md5abc', 'SCRAM-SHA-256$0:AAAA$x:y', 'SCRAM-SHA-256$9999999:AAAA$x:y'])(
    '%j is no verifier',
    (text) => {
      expect(() => parseVerifier(text)).toThrowError(expect.objectContaining({ code: 'invalidRequest' }));
    },
  );

  test('a password of a megabyte is refused before work is spent on it', async () => {
    await expect(makeVerifier('x'.repeat(1_000_000))).rejects.toMatchObject({ code: 'messageTooLarge' });
  });
});
