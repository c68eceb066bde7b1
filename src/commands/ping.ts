import { type Command, Option } from 'commander';
import { durationOption } from '../duration-option.ts';
import { type PingDoor, type PingFlags, ping, pingDoors, readTarget } from '../ping/index.ts';

export function registerPing(program: Command): void {
  const command = program
    .command('ping')
    .description(
      'ask one listener of a gateway one question, as a client would; ends with 1 when the answer is not right',
    );
  for (const door of pingDoors) {
    const one = command
      .command(door)
      .description(descriptions[door])
      .option('--host <host>', 'gateway', '127.0.0.1')
      .option('--port <port>', "its port (default: the listener's usual one)");
    if (door === 'pg' || door === 'flight') {
      one
        .addOption(new Option('--user <user>', 'login').env('PGUSER').default('postgres'))
        .option('--org <org>', 'org of the user')
        .addOption(new Option('--database <name>', 'database (default: that of --org, or brooder)').env('PGDATABASE'))
        .option(
          '--ca-file <file>',
          "PEM file to verify the server's certificate with (default: what this system trusts)",
        )
        .option('--server-name <name>', "name the server's certificate must carry (default: --host)")
        .option('--insecure', 'accept any certificate');
    }
    one
      .addOption(durationOption('--timeout <time>', 'for everything together', '10s'))
      .option(
        '--expect-refused',
        'end with 0 when nothing takes a TCP connection there within --timeout, and with 1 when something does',
      )
      .option('--json', 'print JSON')
      .addHelpText('after', `\nExample:\n  $ ${examples[door]}`)
      .action((flags: PingFlags & { json?: boolean }) => run(door, flags));
  }
}

const descriptions = {
  pg: 'log in over the Postgres wire and run "select 1"; the password is in BROODER_PASSWORD or BROODER_PASSWORD_FILE',
  flight: 'log in over Flight SQL and run "select 1"; the password is in BROODER_PASSWORD or BROODER_PASSWORD_FILE',
  api: 'ask REST for its pools; with BROODER_INTERNAL_SECRET or its _FILE the secret is proven as well',
  metrics: 'ask /readyz',
} as const satisfies Record<PingDoor, string>;

const examples = {
  pg: 'BROODER_PASSWORD_FILE=password brooder ping pg --host gateway --user ana --org ducks --ca-file ca.crt',
  flight: 'BROODER_PASSWORD_FILE=password brooder ping flight --host gateway --user ana --org ducks --ca-file ca.crt',
  api: 'brooder ping api --host gateway',
  metrics: 'brooder ping metrics --host gateway --timeout 2s',
} as const satisfies Record<PingDoor, string>;

/** Milliseconds in which the output is written and sockets may close by themselves. */
const lingerMs = 250;

async function run(door: PingDoor, flags: PingFlags & { json?: boolean }): Promise<void> {
  const { failure, ...report } = await ping(readTarget(door, flags, process.env));
  // gRPC cannot close a connection whose TLS handshake hangs; without this, that socket would keep the process.
  setTimeout(() => process.exit(), lingerMs).unref();
  if (flags.json) {
    const error = failure && { error: { code: failure.code, sqlstate: failure.sqlstate, message: failure.message } };
    process.stdout.write(`${JSON.stringify({ ...report, ...error })}\n`);
  } else if (report.ok) {
    process.stdout.write(`${door} at ${report.host}:${report.port}: ${report.told} (${report.tookMs} ms)\n`);
  }
  if (failure) throw failure;
}
