import type { ActivateRequest, Failure } from '@brooder/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lease } from './lease.ts';

const request = (changes: Partial<ActivateRequest> = {}): ActivateRequest => ({
  org: 'ducks',
  epoch: '5',
  claimId: 'claim-1',
  database: 'ducks',
  warehouse: { kind: 'memory' },
  limits: { maxSessions: 4 },
  ...changes,
});

test('the first activation takes the worker, the same claim again repeats it', () => {
  const lease = new Lease();
  expect(lease.take(request())).toBe('first');
  expect(lease.take(request())).toBe('repeat');
  expect(lease).toMatchObject({ org: 'ducks', epoch: 5n });
});

test('a later claim of the same org for the same warehouse repeats, too', () => {
  const lease = new Lease();
  lease.take(request());
  expect(lease.take(request({ claimId: 'claim-2', epoch: '6' }))).toBe('repeat');
  expect(lease.epoch).toBe(6n);
});

test.each([
  ['another org', { org: 'geese' }],
  ['another warehouse of the org', { warehouse: { kind: 'duckdb-file', path: '/data/other.duckdb' } }],
  ['another database name', { database: 'pond' }],
] as const)('%s is refused for good', (_, changes) => {
  const lease = new Lease();
  lease.take(request());
  expect(() => lease.take(request(changes))).toThrow(expect.objectContaining({ code: 'workerAlreadyLeased' }));
  expect(lease.org).toBe('ducks');
});

test('a lower epoch is refused before anything else is looked at', () => {
  const lease = new Lease();
  lease.take(request());
  expect(() => lease.take(request({ org: 'geese', epoch: '4' }))).toThrow(
    expect.objectContaining({ code: 'staleEpoch' }),
  );
});

test('epochs compare as numbers of 64 bits, not as text', () => {
  const lease = new Lease();
  lease.observe('9');
  lease.observe('10');
  lease.observe('18446744073709551615');
  expect(() => lease.observe('10')).toThrow(expect.objectContaining({ code: 'staleEpoch' }));
  for (const bad of ['', '-1', '1.5', '18446744073709551616', 'x', 7, undefined]) {
    expect(() => lease.observe(bad)).toThrow(expect.objectContaining({ code: 'invalidRequest' }));
  }
});

test('whatever order requests arrive in, one org is accepted and no lower epoch is obeyed', () => {
  const arrival = fc.record({ org: fc.constantFrom('ducks', 'geese'), epoch: fc.nat(6), activates: fc.boolean() });
  fc.assert(
    fc.property(fc.array(arrival, { maxLength: 40 }), (arrivals) => {
      const lease = new Lease();
      const orgs = new Set<string>();
      let highest = 0;
      for (const { org, epoch, activates } of arrivals) {
        let obeyed = true;
        try {
          if (activates) lease.take(request({ org, epoch: String(epoch) }));
          else lease.observe(String(epoch));
        } catch (thrown) {
          obeyed = false;
          expect(['staleEpoch', 'workerAlreadyLeased']).toContain((thrown as Failure).code);
        }
        if (obeyed) {
          expect(epoch).toBeGreaterThanOrEqual(highest);
          if (activates) orgs.add(org);
        }
        // A second org is refused, and the epoch it named still counts as seen.
        highest = Math.max(highest, epoch);
        expect(lease.epoch).toBe(BigInt(highest));
      }
      expect(orgs.size).toBeLessThanOrEqual(1);
    }),
  );
});
