import { readFileSync } from 'node:fs';
import { failures } from '@brooder/contracts';
import type { SeedReport } from '@brooder/gateway';
import type { Command } from 'commander';
import { addSettingOptions, readSettings, requireSettings } from '../command-settings.ts';
import { durationOption } from '../duration-option.ts';
import { parseSeedFile, readPasswords, type SeedPlan } from '../seed/index.ts';

export function registerSeed(program: Command): void {
  const command = program
    .command('seed')
    .description('make orgs, users and warehouses in the config store from a file; what is there is kept')
    .requiredOption('--file <file>', 'JSON file; it names where passwords are and holds none')
    .option('--only-if-empty', 'do nothing when the config store has any org')
    .addOption(durationOption('--wait <time>', 'how long to wait for the config store to answer', '60s'))
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `\nExample:\n  $ echo '{"orgs": [{"id": "ducks", "users": [{"name": "ana", "passwordEnv": "ANA_PASSWORD"}],\n      "warehouse": {"kind": "memory"}}]}' > seed.json\n  $ ANA_PASSWORD=… brooder seed --file seed.json --only-if-empty`,
    );
  addSettingOptions(command, 'seed').action(async (options: Record<string, unknown>) => {
    const plan = parseSeedFile(String(options.file), readFile(String(options.file)));
    const { values } = readSettings('seed', options, withoutPasswords(plan));
    requireSettings(values, ['configStore']);
    const onlyIfEmpty = options.onlyIfEmpty === true;
    const report = await withStore(values.configStore!, options.wait as number, async (store, seedTenants) => {
      // Asked first, so that a store that is in use needs no password of the seed any more.
      if (onlyIfEmpty && (await store.orgs()).length > 0) return { seeded: false, orgs: [] };
      return seedTenants(store, readPasswords(plan, process.env), { onlyIfEmpty });
    });
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : told(report));
  });
}

/** The seed may name a variable that begins with BROODER_ and is no setting. */
function withoutPasswords(plan: SeedPlan): NodeJS.ProcessEnv {
  const named = plan.flatMap(({ users }) =>
    users.flatMap(({ from }) => ('passwordEnv' in from ? from.passwordEnv : [])),
  );
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !named.includes(name)));
}

type Gateway = typeof import('@brooder/gateway');
type Store = Awaited<ReturnType<Gateway['openPostgresStore']>>;

/** A Job may start before Postgres, and before the Job that migrates: it waits for the one and does the work of the other. */
async function withStore<T>(
  url: string,
  waitMs: number,
  work: (store: Store, seedTenants: Gateway['seedTenants']) => Promise<T>,
): Promise<T> {
  const { migrateStore, openPostgresStore, realClock, realRandom, seedTenants } = await import('@brooder/gateway');
  const common = { connection: { url }, clock: realClock, random: realRandom };
  const onWait = (reason: string) => void process.stderr.write(`Waiting for the config store: ${reason}\n`);
  await migrateStore({ ...common, waitMs, onWait });
  const store = await openPostgresStore(common);
  try {
    return await work(store, seedTenants);
  } finally {
    await store.close();
  }
}

function told({ seeded, orgs }: SeedReport): string {
  if (!seeded) return 'The config store has orgs already: nothing is done.\n';
  return orgs
    .flatMap(({ id, change, users, warehouse }) => [
      `org ${id}: ${change}`,
      ...users.map((user) => `  user ${user.name}: ${user.change}`),
      ...(warehouse ? [`  warehouse: ${warehouse}`] : []),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw failures.missingFile({ file: path }, { cause });
  }
}
