/**
 * At its start a gateway fills the Secrets that the chart made without content. Any number of gateways may do so at once: one write wins, the
 * others read what it wrote. A value that is there is never changed, but for a certificate of our own making near its end.
 */
import { type Clock, failures, type ProvisionedSecret, provisionedSecrets, type Random } from '@brooder/contracts';
import { makeSelfSigned, needsRenewal, type TlsFiles, tlsProblem } from '../../credentials/index.ts';
import type { Log } from '../log.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import type { Secret } from './objects.ts';

export interface FillOptions {
  api: Pick<KubernetesApi, 'readProvisionedSecret' | 'fillProvisionedSecret'>;
  /** Namespace they are in, for messages. */
  namespace: string;
  /** Names of the provisioned Secrets. One that the user gave another way is absent here. */
  names: Partial<Readonly<Record<ProvisionedSecret, string>>>;
  /** DNS names and IP addresses clients connect to, for the certificate. */
  tlsHosts: readonly string[];
  clock: Clock;
  random: Random;
  log: Log;
  signal?: AbortSignal;
}

export interface FilledSecrets {
  internalSecret?: string;
  adminPassword?: string;
  configStorePassword?: string;
  tls?: TlsFiles;
}

/** A conflict means that somebody else wrote; more than a few in a row means that something writes all the time. */
const maxTries = 5;

/**
 * Contents of all provisioned Secrets, after filling the empty ones.
 * @throws kubernetesRefused, kubernetesUnavailable
 * @throws kubernetesRejected  a Secret does not exist, or holds one half of a TLS pair, or a pair that no listener can use
 */
export async function fillSecrets(options: FillOptions): Promise<FilledSecrets> {
  const password = async () => ({ [passwordKey]: token(options.random) });
  const [internal, admin, configStore, tls] = await Promise.all([
    fillOne(options, 'internalSecret', async () => ({ [internalKey]: token(options.random) })),
    fillOne(options, 'adminPassword', password),
    fillOne(options, 'configStorePassword', password),
    fillOne(options, 'tls', async () => {
      const { cert, key } = await makeSelfSigned({ ...options, hosts: options.tlsHosts });
      return { [certKey]: cert, [keyKey]: key };
    }),
  ]);
  return {
    ...(internal && { internalSecret: internal[internalKey]! }),
    ...(admin && { adminPassword: admin[passwordKey]! }),
    ...(configStore && { configStorePassword: configStore[passwordKey]! }),
    ...(tls && { tls: { cert: tls[certKey]!, key: tls[keyKey]! } }),
  };
}

const [internalKey] = provisionedSecrets.internalSecret.keys;
const [passwordKey] = provisionedSecrets.adminPassword.keys;
const [certKey, keyKey] = provisionedSecrets.tls.keys;

/** 32 bytes of randomness in 43 characters that need no quoting anywhere. */
const token = (random: Random) => Buffer.from(random.bytes(32)).toString('base64url');

async function fillOne(
  options: FillOptions,
  kind: ProvisionedSecret,
  make: () => Promise<Record<string, string>>,
): Promise<Record<string, string> | undefined> {
  const { api, namespace, log } = options;
  const call = options.signal === undefined ? {} : { signal: options.signal };
  const name = options.names[kind];
  if (name === undefined) return undefined;
  const reject = (status: number, reason: string) =>
    failures.kubernetesRejected({ call: 'fillProvisionedSecret', namespace, status, reason });
  for (let tries = 1; tries <= maxTries; tries++) {
    const secret = await api.readProvisionedSecret(name, call);
    if (secret === undefined) {
      throw reject(
        404,
        `the Secret "${name}" does not exist. The chart makes it empty: apply the chart's Secrets again.`,
      );
    }
    const held = textsOf(secret);
    const keys: readonly string[] = provisionedSecrets[kind].keys;
    const missing = keys.filter((key) => !held[key]);
    if (missing.length === 0 && !(kind === 'tls' && renews(held, options))) {
      const problem =
        kind === 'tls' ? tlsProblem({ cert: held[certKey]!, key: held[keyKey]! }, options.clock) : undefined;
      if (problem === undefined) return held;
      const key = { cert: certKey, key: keyKey }[problem.in];
      throw reject(422, `${key} of the Secret "${name}" must be ${problem.expected}, but ${problem.actual}.`);
    }
    if (missing.length > 0 && missing.length < keys.length) {
      throw reject(
        422,
        `the Secret "${name}" lacks ${missing.join(' and ')}, but holds the rest. Give all of ${keys.join(', ')}, or none.`,
      );
    }
    const values = await make();
    const { outcome } = await api.fillProvisionedSecret(name, {
      ...call,
      values,
      resourceVersion: secret.metadata.resourceVersion,
    });
    if (outcome === 'filled') {
      log.info(
        // Not `secret`: the log takes fields of that name out.
        { object: `${namespace}/${name}`, keys: keys.join(', ') },
        missing.length > 0 ? 'filled a Secret' : 'renewed a certificate',
      );
      return values;
    }
  }
  throw failures.kubernetesUnavailable({
    call: 'fillProvisionedSecret',
    reason: `the Secret "${name}" was changed by others ${maxTries} times while it was being filled`,
  });
}

const textsOf = ({ data = {} }: Secret): Record<string, string> =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]));

const renews = (held: Record<string, string>, options: FillOptions) =>
  needsRenewal({ cert: held[certKey]!, key: held[keyKey]! }, { hosts: options.tlsHosts, clock: options.clock });
