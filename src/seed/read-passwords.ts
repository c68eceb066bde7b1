import { readFileSync } from 'node:fs';
import { failures } from '@brooder/contracts';
import type { SeedOrg } from '@brooder/gateway';
import type { PasswordSource, SeedPlan } from './parse-seed-file.ts';

/**
 * The plan with the password of each user. A line end at the end of a file is not part of it.
 * @throws missingFile, invalidRequest  a variable or a file without a password
 */
export function readPasswords(plan: SeedPlan, environment: NodeJS.ProcessEnv): SeedOrg[] {
  return plan.map((org) => ({
    ...org,
    users: org.users.map(({ name, from }) => ({ name, password: passwordOf(`${org.id}/${name}`, from, environment) })),
  }));
}

function passwordOf(user: string, from: PasswordSource, environment: NodeJS.ProcessEnv): string {
  const [place, value] =
    'passwordEnv' in from
      ? [`the environment variable ${from.passwordEnv}`, environment[from.passwordEnv]]
      : [`the file ${from.passwordFile}`, readFile(from.passwordFile).replace(/\r?\n$/, '')];
  if (value === undefined || value === '')
    throw failures.invalidRequest({
      reason: `The password of user ${user} is expected in ${place}, which is ${value === '' ? 'empty' : 'not set'}.`,
    });
  return value;
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw failures.missingFile({ file: path }, { cause });
  }
}
