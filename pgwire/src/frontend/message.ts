import type { PgFormat } from '@brooder/contracts';

/** What a client sends after the startup packet. Bytes view the reader's memory, which is never written again. Source: PostgreSQL docs 54.7. */
export type FrontendMessage =
  | { type: 'query'; sql: string }
  | { type: 'parse'; name: string; sql: string; parameterOids: readonly number[] }
  | {
      type: 'bind';
      portal: string;
      statement: string;
      /** As sent: none is all text, one is for all. */
      parameterFormats: readonly PgFormat[];
      parameters: readonly (Uint8Array | null)[];
      /** As sent: none is all text, one is for all. */
      resultFormats: readonly PgFormat[];
    }
  | { type: 'describe'; kind: 'statement' | 'portal'; name: string }
  /** `maxRows` 0 is all rows. */
  | { type: 'execute'; portal: string; maxRows: number }
  | { type: 'close'; kind: 'statement' | 'portal'; name: string }
  | { type: 'sync' }
  | { type: 'flush' }
  | { type: 'terminate' }
  /** PasswordMessage, SASLInitialResponse, SASLResponse: which one depends on what the server asked. */
  | { type: 'password'; bytes: Uint8Array }
  | { type: 'copyData'; bytes: Uint8Array }
  | { type: 'copyDone' }
  | { type: 'copyFail'; message: string }
  | { type: 'functionCall'; functionOid: number };
