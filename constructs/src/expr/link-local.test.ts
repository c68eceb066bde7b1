import { expect, test } from 'vitest';
import { closedWithin, linkLocalAmong } from './link-local.ts';

const v4 = ['169.254.0.0/16'];
const v6 = ['fe80::/10', 'fd00:ec2::254/128'];

test.each([
  ['0.0.0.0/0', v4],
  ['128.0.0.0/1', v4],
  ['160.0.0.0/3', v4],
  ['169.0.0.0/8', v4],
  ['169.254.0.0/15', v4],
  // Not written with zeros behind the prefix, but it means 0.0.0.0/0.
  ['10.1.2.3/0', v4],
  ['::/0', v6],
  ['0.0.0.0/1', []],
  ['10.0.0.0/8', []],
  ['169.255.0.0/16', []],
  ['169.0.0.0/9', []],
  ['2001:db8::/32', []],
])('in %s stays closed: %j', (cidr, closed) => {
  expect(closedWithin(cidr)).toEqual(closed);
});

test('a range that lies in the link-local addresses, or of which nobody can say so, may not be opened at all', () => {
  const refused = ['169.254.0.0/16', '169.254.169.254/32', 'fe80::/10', 'FEBF::1/128', 'fd00:ec2::254/128', 'fc00::/7'];
  const open = ['0.0.0.0/0', '::/0', '10.0.0.0/8', '169.253.0.0/16', 'fec0::/16', '2001:db8::/32'];
  const places = [...refused, ...open].map((cidr) => ({ cidr }));
  expect(linkLocalAmong(places)).toBe(refused.join(', '));
});
