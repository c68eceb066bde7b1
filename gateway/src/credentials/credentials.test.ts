import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { Clock, Random } from '@brooder/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCertificateAuthority, loadTls, selfSignedServer } from './index.ts';

const random: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  fraction: () => 0.5,
};
const clockAt = (wall: Date): Clock => ({
  now: () => performance.now(),
  wall: () => wall,
  after: () => ({ cancel() {} }),
  sleep: async () => {},
});
const clock = clockAt(new Date());

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'brooder-credentials-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** The error of a TLS connect, or undefined when the server was accepted. */
async function verify(
  server: { cert: string; key: string },
  client: { ca: string; servername?: string; host?: string },
): Promise<string | undefined> {
  const listener = createServer(server, (socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as { port: number };
  const socket: TLSSocket = connect({ host: '127.0.0.1', port, ...client });
  const error = await new Promise<string | undefined>((resolve) => {
    socket.on('secureConnect', () => resolve(undefined));
    socket.on('error', (cause: NodeJS.ErrnoException) => resolve(cause.code ?? cause.message));
  });
  socket.destroy();
  await new Promise((resolve) => listener.close(resolve));
  return error;
}

describe('the authority of the workers', () => {
  test('a client that trusts the authority accepts the worker it names, and no other', async () => {
    const authority = await createCertificateAuthority({ random, clock });
    const one = await authority.issue('worker-one');
    expect(await verify(one, { ca: one.ca, servername: 'worker-one' })).toBeUndefined();
    expect(await verify(one, { ca: one.ca })).toBeUndefined(); // 127.0.0.1
    expect(await verify(one, { ca: one.ca, servername: 'worker-two' })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  test('a certificate of another installation is refused', async () => {
    const [ours, theirs] = await Promise.all([
      createCertificateAuthority({ random, clock }),
      createCertificateAuthority({ random, clock }),
    ]);
    const worker = await theirs.issue('worker-one');
    expect(await verify(worker, { ca: ours.ca, servername: 'worker-one' })).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/);
  });

  test('a worker certificate cannot sign others, and the authority cannot serve', async () => {
    const authority = await createCertificateAuthority({ random, clock });
    const { cert, ca } = await authority.issue('worker-one');
    expect(new X509Certificate(ca).ca).toBe(true);
    expect(new X509Certificate(cert).ca).toBe(false);
    expect(new X509Certificate(cert).keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(new X509Certificate(cert).verify(new X509Certificate(ca).publicKey)).toBe(true);
  });

  test('issuing takes under 10 ms at the median', async () => {
    const authority = await createCertificateAuthority({ random, clock });
    const took: number[] = [];
    for (let i = 0; i < 15; i++) {
      const start = performance.now();
      await authority.issue(`worker-${i}`);
      took.push(performance.now() - start);
    }
    expect(took.sort((a, b) => a - b)[7]).toBeLessThan(10);
  });
});

describe('the self-signed pair of the listeners', () => {
  const options = () => ({ directory, hosts: ['localhost', '127.0.0.1', '::1', 'fe80::1:2'], clock, random });

  test('it is valid for every host asked for, and its files are readable by their owner only', async () => {
    const pair = await selfSignedServer(options());
    const cert = new X509Certificate(pair.cert);
    expect(cert.checkHost('localhost')).toBe('localhost');
    for (const address of ['127.0.0.1', '::1', 'fe80::1:2']) expect(cert.checkIP(address), address).toBeTruthy();
    expect(cert.checkIP('::2')).toBeUndefined();
    expect(await verify(pair, { ca: pair.cert, servername: 'localhost' })).toBeUndefined();
    for (const file of ['server.key', 'server.crt']) {
      expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
    }
  });

  test('it is kept from start to start, and made again for other hosts, near its end, or when a file is broken', async () => {
    const first = await selfSignedServer(options());
    expect(await selfSignedServer(options())).toEqual(first);
    const in370Days = clockAt(new Date(Date.now() + 370 * 24 * 3600 * 1000));
    const renewed = await selfSignedServer({ ...options(), clock: in370Days });
    expect(renewed.cert).not.toBe(first.cert);
    const wider = await selfSignedServer({ ...options(), hosts: ['brooder.example'], clock: in370Days });
    expect(new X509Certificate(wider.cert).checkHost('brooder.example')).toBeTruthy();
    await writeFile(join(directory, 'server.key'), 'broken');
    const mended = await selfSignedServer(options());
    expect(await readFile(join(directory, 'server.key'), 'utf8')).toBe(mended.key);
  });

  test('a directory that cannot be written is named', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    await expect(selfSignedServer({ ...options(), directory: file })).rejects.toMatchObject({
      code: 'dataDirUnusable',
      message: expect.stringContaining(file),
    });
  });
});

describe("the operator's own certificate", () => {
  test('is loaded when it is whole, and refused by name and reason when it is not', async () => {
    const pair = await selfSignedServer({ directory, hosts: ['localhost'], clock, random });
    const other = (await (await createCertificateAuthority({ random, clock })).issue('x')).key;
    const files = { cert: join(directory, 'a.crt'), key: join(directory, 'a.key'), other: join(directory, 'b.key') };
    await writeFile(files.cert, pair.cert);
    await writeFile(files.key, pair.key);
    await writeFile(files.other, other);
    expect(await loadTls(files.cert, files.key, clock)).toEqual(pair);
    const later = clockAt(new Date(Date.now() + 500 * 24 * 3600 * 1000));
    const refused: [string, string, Clock, RegExp][] = [
      [files.cert, join(directory, 'none'), clock, /none does not exist/],
      [files.key, files.key, clock, /must be a PEM certificate chain/],
      [files.cert, files.cert, clock, /must be an unencrypted PEM private key/],
      [files.cert, files.other, clock, /key of another certificate/],
      [files.cert, files.key, later, /still valid, but is .*it ended/],
    ];
    for (const [cert, key, at, message] of refused) await expect(loadTls(cert, key, at)).rejects.toThrow(message);
  });
});
