/** Sends a file's rows as one Flight SQL ingest. Source: Apache Arrow, FlightSql.proto, CommandStatementIngest. */
import { asFailure, failures } from '@brooder/contracts';
import {
  BatchCoalescer,
  FlightClient,
  type FlightFrame,
  flightSqlMessages,
  packCommand,
  packDescriptor,
  unpackUpdateResult,
} from '@brooder/flight';
import type { Login } from '../connection.ts';
import type { SourceFile } from './source-file.ts';

export interface TableTarget {
  table: string;
  mode: 'create' | 'append' | 'replace';
}

const {
  CommandStatementIngest_TableDefinitionOptions_TableExistsOption: ifExists,
  CommandStatementIngest_TableDefinitionOptions_TableNotExistOption: ifMissing,
} = flightSqlMessages;
const existsOption = { create: ifExists.FAIL, append: ifExists.APPEND, replace: ifExists.REPLACE } as const;

/**
 * @returns rows the server wrote
 * @throws badDataFile  a part of the file cannot be read; the server has dropped what was sent
 */
export async function sendRows(
  login: Login,
  target: TableTarget,
  source: SourceFile,
  progress: (rows: number) => void,
): Promise<number> {
  const at = {
    host: login.host,
    port: login.port,
    tls: login.ca === undefined ? { insecureSkipVerify: true } : { ca: login.ca, serverName: 'localhost' },
  };
  const client = new FlightClient({ ...at, metadata: { database: login.database } });
  let broken: unknown;
  try {
    const bearer = await client.handshakeBasic(login.user, login.password);
    const command = packDescriptor(
      packCommand('statementIngest', {
        table: target.table,
        tableDefinitionOptions: {
          ifNotExist: target.mode === 'append' ? ifMissing.FAIL : ifMissing.CREATE,
          ifExists: existsOption[target.mode],
        },
      }),
    );
    const frames = framesOf(source, command, progress, (error) => {
      broken = error;
    });
    let written = 0;
    const metadata = { authorization: `Bearer ${bearer}` };
    for await (const result of client.doPut(frames, { metadata })) written += Number(unpackUpdateResult(result));
    return written;
  } catch (thrown) {
    if (broken === undefined) throw thrown;
    throw failures.badDataFile({ file: source.path, reason: asFailure(broken).message }, { cause: broken });
  } finally {
    client.close();
  }
}

async function* framesOf(
  source: SourceFile,
  command: Uint8Array,
  progress: (rows: number) => void,
  onBroken: (error: unknown) => void,
): AsyncGenerator<FlightFrame> {
  const coalescer = new BatchCoalescer(source.schema);
  yield { ...coalescer.schemaFrame(), descriptor: command };
  let rows = 0;
  try {
    for await (const batch of source.batches()) {
      rows += batch.rows;
      try {
        yield* coalescer.push(batch);
      } finally {
        batch.release();
      }
      progress(rows);
    }
  } catch (error) {
    onBroken(error);
    throw error;
  }
  yield* coalescer.flush();
}
