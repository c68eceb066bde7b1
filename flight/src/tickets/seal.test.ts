import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openBearer, openTicket, sealBearer, sealTicket } from './index.ts';

const key = randomBytes(32);
const payload = Buffer.from('select secret');
const refused = expect.objectContaining({ code: 'invalidTicket', grpc: 'UNAUTHENTICATED' });

test('a ticket opens for what it was sealed for, and nothing else', () => {
  const ticket = sealTicket(key, payload, 's1/ducks');
  expect(Buffer.from(openTicket(key, ticket, 's1/ducks'))).toEqual(payload);
  expect(Buffer.from(ticket).includes('secret')).toBe(false);
  expect(() => openTicket(key, ticket, 's1/geese')).toThrow(refused);
  expect(() => openTicket(randomBytes(32), ticket, 's1/ducks')).toThrow(refused);
});

test('any flipped bit, cut or addition makes a ticket invalid', () => {
  const ticket = sealTicket(key, payload, 'b');
  for (let bit = 0; bit < ticket.byteLength * 8; bit++) {
    const changed = Buffer.from(ticket);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => openTicket(key, changed, 'b')).toThrow(refused);
  }
  for (let length = 0; length < ticket.byteLength; length++) {
    expect(() => openTicket(key, ticket.subarray(0, length), 'b')).toThrow(refused);
  }
  expect(() => openTicket(key, Buffer.concat([ticket, Buffer.from([0])]), 'b')).toThrow(refused);
});

test('random bytes and 10 MB are invalid', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(() => openTicket(key, bytes, 'b')).toThrow(refused);
    }),
  );
  expect(() => openTicket(key, Buffer.alloc(10_000_000, 1), 'b')).toThrow(refused);
});

test('a ticket ends when its time is over', () => {
  const ticket = sealTicket(key, payload, 'b', { now: () => 1000, validMs: 50 });
  expect(Buffer.from(openTicket(key, ticket, 'b', { now: () => 1049 }))).toEqual(payload);
  expect(() => openTicket(key, ticket, 'b', { now: () => 1050 })).toThrow(refused);
});

test('a session token says who it is for; a ticket is no token, a token no ticket', () => {
  const claims = { sessionId: 's', org: 'ducks', user: 'dönald', database: 'pond' };
  const token = sealBearer(key, claims);
  expect(openBearer(key, token)).toEqual(claims);
  const unauthenticated = expect.objectContaining({ code: 'unauthenticated' });
  const ticket = Buffer.from(sealTicket(key, payload, 'bearer')).toString('base64url');
  for (const wrong of ['', 'x', `${token}A`, token.slice(0, -1), ` ${token}`, ticket, 'a'.repeat(2_000_000)]) {
    expect(() => openBearer(key, wrong)).toThrow(unauthenticated);
  }
  for (let at = 0; at < token.length; at++) {
    const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
    expect(() => openBearer(key, changed)).toThrow(unauthenticated);
  }
});
