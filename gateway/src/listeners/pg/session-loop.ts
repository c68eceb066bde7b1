import { Failure, failures } from '@brooder/contracts';
import { type FrontendMessage, readyForQuery } from '@brooder/pgwire';
import { ExtendedQuery } from './extended-query.ts';
import type { PgSession } from './pg-session.ts';
import { simpleQuery } from './simple-query.ts';

const ready = { I: readyForQuery('I'), T: readyForQuery('T'), E: readyForQuery('E') } as const;

/** A logged-in connection from its first ReadyForQuery to its end. */
export interface SessionLoop {
  readonly finished: Promise<void>;
  /** Ends at once when nothing is under way, else after the statement or transaction that is. */
  drain(what: string): void;
}

export function runSessionLoop(session: PgSession): SessionLoop {
  const { client } = session;
  const extended = new ExtendedQuery(session);
  /** Messages are under way that no ReadyForQuery has answered yet. */
  let underWay = false;
  let draining: string | undefined;

  function endIfDraining(): void {
    if (draining !== undefined && !underWay && session.transaction === 'I' && !client.hasInput)
      session.endFatal(failures.draining({ what: draining }));
  }

  async function sendReady(): Promise<void> {
    underWay = false;
    client.push(ready[session.transaction]);
    await client.flush();
    endIfDraining();
  }

  /** True when the rest up to Sync must be skipped. */
  async function extendedStep(message: FrontendMessage): Promise<boolean> {
    if (message.type === 'execute') return !(await extended.execute(message));
    try {
      if (message.type === 'parse') await extended.parse(message);
      else if (message.type === 'bind') await extended.bind(message);
      else if (message.type === 'describe') await extended.describe(message);
      else if (message.type === 'close') await extended.close(message);
      return false;
    } catch (error) {
      session.fail(error);
      return true;
    }
  }

  async function run(): Promise<void> {
    let skipping = false;
    while (!session.ended) {
      const message = await client.next();
      if (!message || session.ended) return;
      underWay = true;
      if (skipping && message.type !== 'sync' && message.type !== 'terminate') continue;
      switch (message.type) {
        case 'query':
          await extended.forgetUnnamed();
          await simpleQuery(session, message.sql, extended);
          await sendReady();
          break;
        case 'parse':
        case 'bind':
        case 'describe':
        case 'execute':
        case 'close':
          skipping = await extendedStep(message);
          // PostgreSQL sends an error at once; a client may wait for it before it sends Sync.
          if (skipping) await client.flush();
          break;
        case 'sync':
          skipping = false;
          await extended.sync();
          await sendReady();
          break;
        case 'flush':
          await client.flush();
          break;
        case 'terminate':
          session.endQuietly('the client ended it');
          return;
        case 'functionCall':
          session.fail(failures.unsupported({ what: 'The function call protocol', instead: 'Use SELECT.' }));
          await sendReady();
          break;
        case 'copyData':
        case 'copyDone':
        case 'copyFail':
          // Left over from a COPY that failed; PostgreSQL ignores them, too.
          break;
        case 'password':
          throw failures.protocolViolation({ expected: 'a query', actual: 'a second password' });
      }
    }
  }

  const finished = run().catch((error: unknown) => {
    // The stream has lost its frame, or a defect of ours: either way this connection cannot go on, and others can.
    session.endFatal(asFatal(error, session));
  });

  return {
    finished: finished.then(() => {
      if (!session.ended) session.endQuietly('client gone');
    }),
    drain(what) {
      draining = what;
      endIfDraining();
    },
  };
}

function asFatal(error: unknown, session: PgSession) {
  const failure = error instanceof Failure ? error : undefined;
  if (failure) return failure;
  session.parts.log.error({ err: error }, 'a connection ended by an unexpected error');
  return failures.internal({}, { cause: error });
}
