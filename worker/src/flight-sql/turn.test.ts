import { expect, test } from 'vitest';
import { Turn } from './turn.ts';

test('turns are taken in the order they were asked for, also after one failed', async () => {
  const turn = new Turn();
  const order: number[] = [];
  const first = turn.take(async () => {
    await turn.whenWanted();
    order.push(1);
    throw new Error('first fails');
  });
  const second = turn.take(async () => order.push(2));
  const third = turn.take(async () => order.push(3));
  await expect(first).rejects.toThrow('first fails');
  await Promise.all([second, third]);
  expect(order).toEqual([1, 2, 3]);
  expect(turn.isWanted).toBe(false);
});

test('a holder learns that somebody waits', async () => {
  const turn = new Turn();
  const seen: boolean[] = [];
  const started = Promise.withResolvers<void>();
  const holder = turn.take(async () => {
    seen.push(turn.isWanted);
    started.resolve();
    await turn.whenWanted();
    seen.push(turn.isWanted);
  });
  await started.promise;
  await turn.take(async () => {});
  await holder;
  expect(seen).toEqual([false, true]);
});
