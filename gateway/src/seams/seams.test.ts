import { expect, test } from 'vitest';
import { realClock, realRandom } from './index.ts';

test('a task runs once after its time, a cancelled one never', async () => {
  const ran: string[] = [];
  realClock.after(1, () => ran.push('cancelled')).cancel();
  const started = realClock.now();
  await new Promise<void>((resolve) => realClock.after(5, () => resolve(void ran.push('run'))));
  expect(ran).toEqual(['run']);
  expect(realClock.now() - started).toBeGreaterThan(3);
});

test('a task a hundred days away does not run at once', async () => {
  let ran = false;
  const timer = realClock.after(100 * 86_400_000, () => {
    ran = true;
  });
  await realClock.sleep(5);
  timer.cancel();
  expect(ran).toBe(false);
});

test('a sleep ends with the reason of its signal', async () => {
  const controller = new AbortController();
  const sleeping = realClock.sleep(60_000, controller.signal);
  controller.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  await expect(realClock.sleep(60_000, controller.signal)).rejects.toThrow('enough');
  await expect(realClock.sleep(1, new AbortController().signal)).resolves.toBeUndefined();
});

test('fractions fill [0, 1), and bytes come in the number asked for', () => {
  const fractions = Array.from({ length: 1_000 }, () => realRandom.fraction());
  expect(Math.min(...fractions)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...fractions)).toBeLessThan(1);
  expect(Math.max(...fractions) - Math.min(...fractions)).toBeGreaterThan(0.9);
  expect(realRandom.bytes(16)).toHaveLength(16);
});
