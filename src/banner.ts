import type { Settings } from '@brooder/contracts';
import type { PublishedAddresses } from './data-dir/index.ts';

/** What a user needs next: copy-paste lines for the clients most people have. */
export function banner(at: PublishedAddresses, settings: Settings): string {
  const { adminUser: user } = settings;
  const pg = `host=${at.pg.host} port=${at.pg.port} user=${user} dbname=brooder sslmode=require`;
  return `
brooder is ready. Every org gets a DuckDB of its own; yours is "local", database "brooder", login ${user}.

  psql     PGPASSWORD=postgres psql "${pg}" \\
             -c "select origin, count(*) n, avg(delay) from flights group by 1 order by 2 desc limit 5"
  prompt   npx brooder sql --data-dir ${settings.dataDir}
  ADBC     grpc+tls://${at.flight.host}:${at.flight.port}   (user ${user}, header database=brooder, self-signed certificate)
  REST     http://${at.api.host}:${at.api.port}/api/v1/workers   (header X-Brooder-Internal-Secret: see ${settings.dataDir}/internal-secret)
  metrics  http://${at.metrics.host}:${at.metrics.port}/metrics

Ctrl-C stops it and keeps the data in ${settings.dataDir}.
`;
}
