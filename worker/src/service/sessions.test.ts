import { type Failure, failures } from '@brooder/contracts';
import { expect, test } from 'vitest';
import { Activity } from '../session/index.ts';
import { Sessions, type WorkerSession } from './sessions.ts';

const session = (onEnd: (reason: Failure) => void = () => {}): WorkerSession => ({
  activity: new Activity(() => {}),
  end: async (reason) => onEnd(reason),
});

test('the limit holds while sessions are still opening', async () => {
  const sessions = new Sessions();
  sessions.limit = 1;
  const opened = Promise.withResolvers<WorkerSession>();
  const first = sessions.open('a', () => opened.promise);
  await expect(sessions.open('b', async () => session())).rejects.toMatchObject({ code: 'tooManyConnections' });
  opened.reject(failures.internal({}));
  await expect(first).rejects.toMatchObject({ code: 'internal' });
  await expect(sessions.open('b', async () => session())).resolves.toBeDefined();
});

test('one id is one session', async () => {
  const sessions = new Sessions();
  sessions.limit = 2;
  await sessions.open('a', async () => session());
  await expect(sessions.open('a', async () => session())).rejects.toMatchObject({ code: 'alreadyExists' });
});

test('a draining worker opens none, and is empty once the last has gone', async () => {
  const sessions = new Sessions();
  sessions.limit = 2;
  await sessions.open('a', async () => session());
  sessions.startDrain();
  await expect(sessions.open('b', async () => session())).rejects.toMatchObject({ code: 'draining' });
  const empty = sessions.empty();
  sessions.remove('a');
  await empty;
});

test('ending the idle ones leaves a busy session alone', async () => {
  const sessions = new Sessions();
  sessions.limit = 2;
  const ended: string[] = [];
  await sessions.open('idle', async () => session(() => ended.push('idle')));
  const busy = await sessions.open('busy', async () => session(() => ended.push('busy')));
  const work = Promise.withResolvers<void>();
  const running = busy.activity.run(() => work.promise);
  await sessions.end(failures.draining({ what: 'This worker' }), 'idle');
  expect(ended).toEqual(['idle']);
  expect(sessions).toMatchObject({ count: 2, busy: 1 });
  work.resolve();
  await running;
});
