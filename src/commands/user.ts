import type { Command } from 'commander';
import { readPassword } from '../password.ts';
import { addRestOptions, type RestOptions, restClient } from '../rest-client.ts';

interface UserOptions extends RestOptions {
  org: string;
  json?: boolean;
}

export function registerUser(program: Command): void {
  const user = program.command('user').description('create users of an org and change their passwords');
  const put = (name: string, options: UserOptions, mode: 'create' | 'replace') =>
    putUser(name, options, mode).then(() => {
      const text =
        mode === 'create' ? `User ${name} of org ${options.org} is there.` : `The password of ${name} is changed.`;
      process.stdout.write(options.json ? `${JSON.stringify({ org: options.org, name })}\n` : `${text}\n`);
    });
  const common = (command: Command) =>
    addRestOptions(command).option('--org <org>', 'org of the user', 'local').option('--json', 'print JSON');
  common(
    user
      .command('create <name>')
      .description('create a user; the password is typed, piped in, or in BROODER_USER_PASSWORD'),
  )
    .addHelpText('after', '\nExample:\n  $ brooder user create ana --org ducks')
    .action((name: string, options: UserOptions) => put(name, options, 'create'));
  common(user.command('passwd <name>').description('set the password of a user'))
    .addHelpText('after', '\nExample:\n  $ echo "$SECRET" | brooder user passwd ana --org ducks')
    .action((name: string, options: UserOptions) => put(name, options, 'replace'));
}

async function putUser(name: string, options: UserOptions, mode: 'create' | 'replace'): Promise<void> {
  const client = restClient(options);
  const password = await readPassword('BROODER_USER_PASSWORD', `Password for ${name}: `);
  const path = `/api/v1/orgs/${encodeURIComponent(options.org)}/users`;
  if (mode === 'create') await client.send('POST', path, { name, password });
  else await client.send('PUT', `${path}/${encodeURIComponent(name)}`, { password });
}
