import { failures, type WarehouseSecrets, type WorkerIdentity } from '@brooder/contracts';
import type { SeedOrg } from '@brooder/gateway';
import { at, type Fields, fieldsOf, listOf, oneOf, type Place, textOf, wrong } from './shape.ts';

/** A seed before its passwords were read. */
export type SeedPlan = (Omit<SeedOrg, 'users'> & { users: { name: string; from: PasswordSource }[] })[];
export type PasswordSource = { passwordFile: string } | { passwordEnv: string };

/**
 * @param text  JSON of contracts' `SeedFile`
 * @throws badDataFile  with the path of what is wrong; names and options are judged later, where they are for REST as well
 */
export function parseSeedFile(file: string, text: string): SeedPlan {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // The parser's own message quotes what it read, so it is not kept.
    throw failures.badDataFile({ file, reason: 'it is not JSON' });
  }
  const root: Place = { file, path: '' };
  const fields = fieldsOf(document, root, ['orgs']);
  const plan = listOf(fields, root, 'orgs').map((org, index) => parseOrg(org, at(at(root, 'orgs'), index)));
  refuseTwice(
    plan.map(({ id }) => id),
    file,
    'org',
  );
  return plan;
}

function parseOrg(value: unknown, place: Place): SeedPlan[number] {
  const fields = fieldsOf(value, place, ['id', 'name', 'database', 'users', 'warehouse', 'limits']);
  const id = textOf(fields, place, oneOf(fields, place, ['id', 'name']));
  const database = fields.database === undefined ? id : textOf(fields, place, 'database');
  const users = fields.users === undefined ? [] : listOf(fields, place, 'users');
  const parsed = users.map((user, index) => parseUser(user, at(at(place, 'users'), index)));
  refuseTwice(
    parsed.map(({ name }) => name),
    place.file,
    `user of org "${id}"`,
  );
  if (fields.database !== undefined && fields.warehouse === undefined)
    throw wrong(at(place, 'warehouse'), 'given with "database", which is its name', 'missing');
  return {
    id,
    users: parsed,
    ...limitsOf(fields, place),
    ...(fields.warehouse !== undefined && {
      warehouse: { database, ...parseWarehouse(fields.warehouse, at(place, 'warehouse')) },
    }),
  };
}

function limitsOf(fields: Fields, place: Place): { maxWorkers?: number } {
  if (fields.limits === undefined) return {};
  const { maxWorkers } = fieldsOf(fields.limits, at(place, 'limits'), ['maxWorkers']);
  if (maxWorkers === undefined) return {};
  if (!Number.isInteger(maxWorkers) || (maxWorkers as number) < 1 || (maxWorkers as number) > 10_000)
    throw wrong(at(at(place, 'limits'), 'maxWorkers'), 'a whole number from 1 to 10000', JSON.stringify(maxWorkers));
  return { maxWorkers: maxWorkers as number };
}

function parseUser(value: unknown, place: Place): SeedPlan[number]['users'][number] {
  const fields = fieldsOf(value, place, ['name', 'passwordFile', 'passwordEnv']);
  const source = oneOf(fields, place, ['passwordFile', 'passwordEnv']);
  return { name: textOf(fields, place, 'name'), from: { [source]: textOf(fields, place, source) } as PasswordSource };
}

type SeedWarehouse = Omit<NonNullable<SeedOrg['warehouse']>, 'database'>;
const kinds = ['memory', 'duckdb-file', 'ducklake', 'iceberg'] as const;
const options = [
  'path',
  'metadata',
  'dataPath',
  'endpoint',
  'warehouse',
  's3Endpoint',
  's3Region',
  's3UrlStyle',
  's3UseSsl',
];

function parseWarehouse(value: unknown, place: Place): SeedWarehouse {
  const fields = fieldsOf(value, place, ['kind', ...options, 'secrets', 'workerIdentity']);
  const kind = kinds.find((known) => known === fields.kind);
  if (kind === undefined) throw wrong(at(place, 'kind'), `one of ${kinds.join(', ')}`);
  const given = options.filter((name) => fields[name] !== undefined);
  return {
    kind,
    options: Object.fromEntries(
      given.map((name) => [
        name,
        typeof fields[name] === 'boolean' ? String(fields[name]) : textOf(fields, place, name),
      ]),
    ),
    ...(fields.secrets !== undefined && { secrets: parseSecrets(fields.secrets, at(place, 'secrets')) }),
    ...(fields.workerIdentity !== undefined && {
      workerIdentity: parseIdentity(fields.workerIdentity, at(place, 'workerIdentity')),
    }),
  };
}

function parseSecrets(value: unknown, place: Place): WarehouseSecrets {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const fields = fieldsOf(value, place, names);
  return Object.fromEntries(
    names.map((name) => {
      const inside = at(place, name);
      const reference = fieldsOf(fields[name], inside, ['namespace', 'name', 'key']);
      const text = (key: string) => textOf(reference, inside, key);
      return [name, { namespace: text('namespace'), name: text('name'), key: text('key') }];
    }),
  );
}

function parseIdentity(value: unknown, place: Place): WorkerIdentity {
  const fields = fieldsOf(value, place, ['namespace', 'name', 'iamRoleArn']);
  return {
    namespace: textOf(fields, place, 'namespace'),
    name: textOf(fields, place, 'name'),
    ...(fields.iamRoleArn !== undefined && { iamRoleArn: textOf(fields, place, 'iamRoleArn') }),
  };
}

function refuseTwice(names: readonly string[], file: string, what: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw failures.badDataFile({ file, reason: `the ${what} "${twice}" stands there twice` });
}
