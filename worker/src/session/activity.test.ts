import { failures } from '@brooder/contracts';
import { expect, test } from 'vitest';
import { Activity } from './activity.ts';

test('an interrupt is repeated until the work gives way, and the failure is the reason of the stop', async () => {
  let interrupts = 0;
  const gaveWay = Promise.withResolvers<never>();
  const activity = new Activity(() => {
    interrupts++;
    if (interrupts === 3) gaveWay.reject(failures.engine({ message: 'INTERRUPT Error' }));
  });
  const work = activity.run(() => gaveWay.promise);
  expect(activity.stop()).toBe(true);
  await expect(work).rejects.toMatchObject({ code: 'cancelled', sqlstate: '57014' });
  expect(interrupts).toBe(3);
  expect(activity.busy).toBe(false);
});

test('a stop does nothing while nothing runs, and does not reach the next piece of work', async () => {
  const activity = new Activity(() => {});
  expect(activity.stop()).toBe(false);
  await expect(activity.run(async () => 'done')).resolves.toBe('done');
});

test('work that looks between its steps ends at the next look', async () => {
  const activity = new Activity(() => {});
  const work = activity.run(async () => {
    for (;;) {
      activity.throwIfStopped();
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  activity.stop();
  await expect(work).rejects.toMatchObject({ code: 'cancelled' });
});
