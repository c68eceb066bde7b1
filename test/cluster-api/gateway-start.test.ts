/** The first starts of an installation whose chart made its Secrets empty, on a real API server and a real Postgres that comes later. */
import { X509Certificate } from 'node:crypto';
import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { policyRules } from '@brooder/contracts';
import { type EmbeddedPostgres, realClock, silentLog, startEmbeddedPostgres } from '@brooder/gateway';
import { escapeLiteral, Client as PgClient } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDirectory, until } from '../running-brooder/index.ts';
import { certificateOf, type GatewayProcess, startGatewayProcess } from './gateway-process.fixture.ts';
import { type Installation, install, provisionedNames, withoutServer } from './installation.fixture.ts';

describe.skipIf(withoutServer)('brooder gateway in an installation with empty Secrets', () => {
  let directory: string;
  let installation: Installation;
  let postgres: EmbeddedPostgres | undefined;
  const started: GatewayProcess[] = [];
  beforeAll(async () => {
    directory = freshDirectory();
    // The Postgres of root's tests runs as another user, who must pass through.
    chmodSync(directory, 0o755);
    installation = await install();
    writeFileSync(join(directory, 'kubeconfig'), installation.kubeconfig, { mode: 0o600 });
  });
  afterAll(async () => {
    for (const gateway of started) await gateway.stop();
    await postgres?.stop();
    await installation?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const socket = () => join(directory, 'later');
  const start = (environment: Record<string, string> = {}) => {
    const gateway = startGatewayProcess(directory, {
      KUBECONFIG: join(directory, 'kubeconfig'),
      BROODER_RELEASE_NAMESPACE: installation.namespaces.release,
      BROODER_PROVISIONED_SECRETS: Object.entries(provisionedNames)
        .map(([kind, name]) => `${kind}=${name}`)
        .join(','),
      BROODER_TLS_HOSTS: 'brooder.example,127.0.0.1',
      BROODER_CONFIG_STORE: `postgres://brooder@/postgres?host=${encodeURIComponent(socket())}`,
      ...environment,
    });
    started.push(gateway);
    return gateway;
  };
  /** What is stored: by Secret its version, and every value. */
  const stored = async () => {
    const { admin, namespaces } = installation;
    const { items } = await admin.listNamespacedSecret({ namespace: namespaces.release });
    const made = items.filter(({ metadata }) => metadata?.name?.startsWith('made-'));
    const text = (name: string, key: string) => {
      const value = made.find(({ metadata }) => metadata!.name === name)?.data?.[key];
      return value === undefined ? undefined : Buffer.from(value, 'base64').toString();
    };
    const versions = Object.fromEntries(made.map(({ metadata }) => [metadata!.name, metadata!.resourceVersion]));
    const values = made.flatMap(({ data = {} }) =>
      Object.values(data).flatMap((value) => [value, Buffer.from(value, 'base64').toString()]),
    );
    return { text, versions, values };
  };
  /** Makes Postgres ask for the password that is in the Secret, then lets gateways reach it. */
  const startPostgres = async (password: string) => {
    postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'store'), clock: realClock, log: silentLog });
    const client = new PgClient(postgres.connection);
    await client.connect();
    await client.query(`alter role brooder password ${escapeLiteral(password)}`);
    const { rows } = await client.query('show hba_file');
    writeFileSync(rows[0].hba_file, 'local all all scram-sha-256\n');
    await client.query('select pg_reload_conf()');
    await client.end();
    const refused = () =>
      new PgClient(postgres!.connection).connect().then(
        () => false,
        () => true,
      );
    await until('Postgres asks for a password', refused);
    symlinkSync(postgres.connection.host, socket());
  };
  /** What tells that a gateway uses the values that are stored. */
  const expectStoredValues = async (gateway: GatewayProcess) => {
    const { pg, api, metrics } = await gateway.addresses();
    const { text } = await stored();
    expect((await fetch(`http://${metrics.host}:${metrics.port}/readyz`)).status).toBe(200);
    const certificate = new X509Certificate(text('made-tls', 'tls.crt')!);
    expect(await certificateOf(pg)).toBe(certificate.fingerprint256);
    expect(certificate.checkHost('brooder.example')).toBeTruthy();
    const orgs = async (secret: string) =>
      (await fetch(`http://${api.host}:${api.port}/api/v1/orgs`, { headers: { 'x-brooder-internal-secret': secret } }))
        .status;
    expect([await orgs(text('made-internal', 'internal-secret')!), await orgs('another')]).toEqual([200, 401]);
  };

  test('without the right to read them it ends with 1, and says which Role lacks it', async () => {
    await installation.setRules('release', []);
    const gateway = start();
    expect(await gateway.exitCode).toBe(1);
    expect(gateway.output()).toContain(
      `refuses "get secrets" in namespace "${installation.namespaces.release}" (for "readProvisionedSecret"). The gateway's Role`,
    );
    await installation.setRules('release', policyRules('release'));
  });

  test('it fills them, waits for the Postgres that starts with one of them, and becomes ready', async () => {
    const gateway = start();
    const password = await until('the password is drawn', async () => (await stored()).text('made-store', 'password'));
    await until('it waits for Postgres', () => gateway.output().includes('waiting for the config store'));
    await startPostgres(password);
    await expectStoredValues(gateway);
    const { text } = await stored();
    expect(text('made-admin', 'password')).toMatch(/^[\w-]{43}$/);
  });

  test('a second gateway uses the values of the first, and a restart changes nothing', async () => {
    const { versions } = await stored();
    const second = start();
    await expectStoredValues(second);
    expect(await started.find(({ child }) => child.exitCode === null)!.stop()).toBe(0);
    await expectStoredValues(start());
    expect((await stored()).versions).toEqual(versions);
  });

  test('a value that a setting gives comes before that of the Secret', async () => {
    const gateway = start({ BROODER_INTERNAL_SECRET: 'given', PGPASSWORD: 'given and wrong' });
    expect(await gateway.exitCode).toBe(1);
    expect(gateway.output()).toContain('it refuses the password');
    expect(gateway.output()).not.toContain('given and wrong');
  });

  test('SIGTERM ends it while it waits', async () => {
    const gateway = start({ BROODER_CONFIG_STORE: `postgres://brooder@/postgres?host=${directory}/never` });
    await until('it waits for Postgres', () => gateway.output().includes('waiting for the config store'));
    const begin = performance.now();
    expect(await gateway.stop()).toBe(0);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  test('none of them printed a value, at any level', async () => {
    const { values } = await stored();
    expect(values).toHaveLength(10);
    for (const { output } of started) for (const value of values) expect(output()).not.toContain(value);
    expect(started.map(({ output }) => output()).join('')).toContain('filled a Secret');
  });
});
