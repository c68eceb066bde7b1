import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checksum, eachEntry, fold, manifest, opt, rawJson, str, type Value } from '../../expr/index.ts';
import { group, text } from '../../schema/index.ts';
import type { LabelMap, System } from '../../system/index.ts';
import { noRootCert, type RootCert, rootCertMounts, rootCertVolumes, type SecretVariable } from '../gateway/index.ts';
import { type CommandPodProps, commandPod } from './command-pod.ts';
import { type JobLimits, limitsOf } from './job-limits.ts';

/** A key of a Secret. */
export interface SecretKey {
  /** Name of the Secret. */
  readonly secret: string;
  /** Its key. */
  readonly key: string;
}

export interface SeedJobProps {
  readonly system: System;
  readonly pod: CommandPodProps;
  /** Variables that lead to the config store, constants. @default - none */
  readonly constants?: Readonly<Record<string, Value<string>>>;
  /** Variables that lead to the config store, and passwords that the seed names by `passwordEnv`. */
  readonly variables: readonly SecretVariable[];
  /** More passwords: environment variable to a Secret's key. @default - none */
  readonly passwords?: Value<Readonly<Record<string, SecretKey>>>;
  /** What the config store shall hold: contracts' `SeedFile`. It holds no secret. */
  readonly seed: Value<object>;
  /**
   * How long to wait for a config store that does not answer yet, such as `60s`.
   * @default 60s
   */
  readonly wait?: Value<string>;
  /** How often and how long the Job may try. @default - 3 tries, 600 s */
  readonly limits?: JobLimits;
  /** Annotations of the Job. @default - none */
  readonly annotations?: Value<Readonly<Record<string, string>>>;
  /** More labels of the Job. @default - none */
  readonly labels?: Value<Readonly<Record<string, string>>>;
  /** The authority that signed the config store's certificate, mounted at `rootCertFile`. @default - none */
  readonly rootCert?: RootCert;
  /** @default - none */
  readonly podLabels?: LabelMap;
  /** @default - none */
  readonly podAnnotations?: Value<Readonly<Record<string, string>>>;
}

/** Describes an entry of `passwords`. */
export const secretKeyNode = group('A key of a Secret in the release namespace.', {
  secret: text('Name of the Secret.', { form: 'dnsSubdomain', mayBeEmpty: false }),
  key: text('Its key.', { mayBeEmpty: false }),
});

const folder = '/etc/brooder';

/**
 * Makes orgs, users and warehouses when the config store has no org yet. No hook, so that GitOps tools run it too; and since a Job cannot be
 * changed, its name changes with everything in it. It does the migration's work itself if it comes first.
 */
export class SeedJob extends Construct {
  readonly config: ApiObject;
  readonly job: ApiObject;

  constructor(scope: Construct, id: string, props: SeedJobProps) {
    super(scope, id);
    const { system, seed, wait = '60s', limits = {}, podLabels = {}, podAnnotations = {} } = props;
    const { variables, constants = {}, passwords = {}, pod } = props;
    const { annotations = {}, rootCert = noRootCert } = props;
    const labels = system.labels('seed', podLabels, system.selector('seed'));
    const configName = system.name('seed');
    this.config = manifest(this, 'config-map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: system.metadata('seed', configName),
      data: { 'seed.json': rawJson(seed) },
    });
    const everything = [labels, podAnnotations, pod, rootCert, variables, constants, passwords, seed, wait, limits];
    this.job = manifest(this, 'job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: system.metadata('seed', nameWith(system, checksum(everything)), {
        annotations,
        labels: props.labels ?? {},
      }),
      spec: {
        ...limitsOf(limits),
        template: {
          metadata: { labels, annotations: opt(podAnnotations) },
          spec: commandPod(pod, {
            name: 'seed',
            args: ['seed', '--file', `${folder}/seed.json`, '--only-if-empty', '--wait', wait],
            constants,
            variables,
            env: eachEntry<SecretKey>(passwords, secretKeyNode, (name, { secret, key }) => ({
              name,
              valueFrom: { secretKeyRef: { name: secret, key } },
            })),
            volumes: [{ name: 'seed', configMap: { name: configName } }, ...rootCertVolumes(rootCert)],
            volumeMounts: [{ name: 'seed', mountPath: folder, readOnly: true }, ...rootCertMounts(rootCert)],
          }),
        },
      },
    });
  }
}

/** `<fullname>-seed-<first 8 digits>`, at most 63 characters, since Kubernetes makes a label of it. */
const nameWith = (system: System, sum: Value<string>): Value<string> =>
  str`${fold(
    [system.fullname] as const,
    'text',
    (name) => name.slice(0, 49).replace(/-$/, ''),
    (name) => `trunc 49 ${name} | trimSuffix "-"`,
  )}-seed-${fold(
    [sum] as const,
    'text',
    (digits) => digits.slice(0, 8),
    (digits) => `trunc 8 ${digits}`,
  )}`;
