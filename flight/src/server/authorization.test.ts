import { expect, test } from 'vitest';
import { readAuthorization } from './index.ts';

test.each([
  [undefined, { kind: 'none' }],
  ['Basic dTpwOnc=', { kind: 'basic', user: 'u', password: 'p:w' }],
  // The ADBC driver sends no padding.
  ['Basic dTpwOnc', { kind: 'basic', user: 'u', password: 'p:w' }],
  ['basic dTo=', { kind: 'basic', user: 'u', password: '' }],
  ['Bearer abc.def', { kind: 'bearer', token: 'abc.def' }],
])('the header %j is read', (header, expected) => {
  expect(readAuthorization(header)).toEqual(expected);
});

test.each(['', 'Basic', 'Basic dXNlcg==', 'Basic ???', 'Digest abc', 'Bearer a b'])(
  'the header %j is refused',
  (header) => {
    expect(() => readAuthorization(header)).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
  },
);
