import { expect, test } from 'vitest';
import { strayExceptions } from './stray-exceptions.ts';

test.each([
  ['10.0.0.0/8', '10.1.0.0/16', true],
  ['0.0.0.0/0', '203.0.113.7/32', true],
  ['10.0.0.0/8', '10.0.0.0/8', false],
  ['10.0.0.0/8', '0.0.0.0/0', false],
  ['10.0.0.0/8', '11.0.0.0/16', false],
  ['10.0.0.0/8', 'fd01::/64', false],
  ['2001:db8::/32', '2001:db8:1::/48', true],
])('out of %s may be taken %s: %s', (cidr, except, allowed) => {
  expect(strayExceptions([{ cidr, except: [except] }])).toBe(allowed ? '' : except);
});
