import type { Command } from 'commander';
import { textTable } from '../printing/index.ts';
import { addRestOptions, type RestOptions, restClient } from '../rest-client.ts';

interface OrgReply {
  id: string;
  suspended: boolean;
  warehouse?: { database: string; kind: string; state: string } | null;
  users?: number;
}

export function registerOrg(program: Command): void {
  const org = program.command('org').description('create and list orgs, the tenants of this installation');
  addRestOptions(org.command('create <name>').description('create an org with a warehouse of its own'))
    .option('--database <name>', 'name of its database (default: the name of the org)')
    .option('--warehouse <kind>', 'duckdb-file or memory', 'duckdb-file')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ brooder org create ducks\n  $ brooder user create ana --org ducks')
    .action(async (name: string, options: RestOptions & { database?: string; warehouse: string; json?: boolean }) => {
      const made = await restClient(options).send<OrgReply>('POST', '/api/v1/orgs', {
        id: name,
        warehouse: { database: options.database ?? name, kind: options.warehouse },
      });
      process.stdout.write(
        options.json
          ? `${JSON.stringify(made)}\n`
          : `Org ${made.id} is there. Give it a user: brooder user create NAME --org ${made.id}\n`,
      );
    });
  addRestOptions(org.command('list').description('list orgs and their warehouses'))
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ brooder org list --json')
    .action(async (options: RestOptions & { json?: boolean }) => {
      const { orgs } = await restClient(options).get<{ orgs: OrgReply[] }>('/api/v1/orgs');
      if (options.json) {
        process.stdout.write(`${JSON.stringify(orgs, null, 2)}\n`);
        return;
      }
      const columns = ['org', 'database', 'kind', 'state'].map((title) => ({ title }));
      const rows = orgs.map((o) => [
        o.id,
        o.warehouse?.database ?? null,
        o.warehouse?.kind ?? null,
        o.suspended ? 'suspended' : (o.warehouse?.state ?? 'no warehouse'),
      ]);
      process.stdout.write(`${textTable(columns, rows, '–')}\n`);
    });
}
