import { failures, type ResultColumn } from '@brooder/contracts';
import { parameterStatus } from '@brooder/pgwire';
import { type GatewayAnswer, sqlName } from '../../sql/index.ts';
import type { PgSession } from './pg-session.ts';
import { discard } from './result-stream.ts';

/** A result made by the gateway: rows of text, and the command tag. */
export interface AnsweredResult {
  rows: readonly (string | null)[][];
  tag: string;
}

const text = (name: string): ResultColumn => ({ name, type: { id: 'VARCHAR' } });

/** Columns an answer has; undefined when it gives no rows. */
export function answerColumns(answer: GatewayAnswer, session: PgSession): readonly ResultColumn[] | undefined {
  if (answer.type === 'show') return [text(session.gucs.spelling(answer.name))];
  if (answer.type === 'show-all') return [text('name'), text('setting'), text('description')];
  return undefined;
}

/** What the extended protocol keeps beside the settings. */
export interface PreparedStatements {
  forget(name: string): boolean;
  forgetAll(): void;
}

/** Carries out a statement that needs the gateway only. */
export async function carryOut(
  answer: GatewayAnswer,
  session: PgSession,
  statements: PreparedStatements,
): Promise<AnsweredResult> {
  const { gucs } = session;
  switch (answer.type) {
    case 'tag':
      if (answer.notice) {
        const { message, sqlstate } = answer.notice;
        session.notice(failures.engine({ message }, { sqlstate }).toWire());
      }
      return { rows: [], tag: answer.tag };
    case 'show': {
      const value = gucs.get(answer.name);
      if (value === undefined)
        throw failures.invalidRequest(
          { reason: `unrecognized configuration parameter "${answer.name.slice(0, 100)}"` },
          { sqlstate: '42704' },
        );
      return { rows: [[value]], tag: 'SHOW' };
    }
    case 'show-all':
      return { rows: gucs.all().map(([name, value]) => [name, value, '']), tag: 'SHOW' };
    case 'set':
      if (answer.local && !gucs.inTransaction) {
        const message = 'SET LOCAL can only be used in transaction blocks';
        session.notice(failures.engine({ message }, { sqlstate: '25P01' }).toWire(), 'WARNING');
      } else await set(session, answer.name, answer.value, answer.local);
      return { rows: [], tag: 'SET' };
    case 'reset':
      await set(session, answer.name, undefined, false);
      return { rows: [], tag: 'RESET' };
    case 'reset-all':
      await session.applyEngineSettings(gucs.resetAll());
      return { rows: [], tag: 'RESET' };
    case 'deallocate':
      // Not one of the protocol's: then one of SQL's PREPARE, which the engine keeps.
      if (!statements.forget(answer.name))
        await session.timed((line) => line.query(`DEALLOCATE ${sqlName(answer.name)}`, discard));
      return { rows: [], tag: 'DEALLOCATE' };
    case 'deallocate-all':
      statements.forgetAll();
      return { rows: [], tag: 'DEALLOCATE ALL' };
    case 'discard-all':
      if (session.transaction !== 'I')
        throw failures.invalidRequest(
          { reason: 'DISCARD ALL cannot run inside a transaction block' },
          { sqlstate: '25001' },
        );
      statements.forgetAll();
      await session.applyEngineSettings(gucs.resetAll());
      return { rows: [], tag: 'DISCARD ALL' };
  }
}

async function set(session: PgSession, name: string, wanted: string | undefined, local: boolean): Promise<void> {
  const { gucs } = session;
  const value = gucs.check(name, wanted);
  const before = gucs.get(name);
  // The engine first: a value it refuses must not be shown as set.
  if (before !== value) await session.applyEngineSetting(name, value);
  gucs.set(name, value, local);
  if (gucs.isReported(name) && before !== value) session.client.push(parameterStatus(gucs.spelling(name), value));
}
