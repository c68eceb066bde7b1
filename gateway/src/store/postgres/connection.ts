/** Where Postgres is, as the driver takes it. */
import { Client, type PoolConfig } from 'pg';

/** A connection string, or the parts of one (`host` beginning with `/` is a socket directory). */
export type PostgresConnection =
  /** `password`: for a connection string that holds none, when PGPASSWORD is not set either. */
  | { url: string; password?: string }
  | { host: string; port: number; user: string; database: string; password?: string };

/** A password that the connection string lacks is read from `PGPASSWORD` by the driver. */
export function connectionConfig(connection: PostgresConnection): PoolConfig {
  return 'url' in connection ? { connectionString: connection.url } : connection;
}

/**
 * The driver's client, with the connection's own password where neither its string nor PGPASSWORD gives one. The driver prefers the empty
 * password of a connection string to one that is given beside it, so it is set once the client has read both.
 */
export function clientFor(connection: PostgresConnection): typeof Client {
  const spare = 'url' in connection ? connection.password : undefined;
  if (spare === undefined) return Client;
  return class extends Client {
    constructor(config?: ConstructorParameters<typeof Client>[0]) {
      super(config);
      // The driver keeps it in a property that is not enumerable, so that no log shows it; assigning leaves it so.
      const own = this as { password?: unknown };
      own.password ||= spare;
    }
  };
}
