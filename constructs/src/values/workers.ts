import { flag, group, map, partial, settingNode, text, tree } from '../schema/index.ts';
import { imageNode } from './image.ts';
import { workerLimitValues } from './worker-limits.ts';
import { poolNode, sizeNode } from './worker-pool.ts';

const size = (cpu: string, memory: string) => ({ cpu, memory });

/** The workers' pods, and the namespace they live in. */
export const workerValues = {
  workers: group('Workers: one DuckDB process in one pod, for one org.', {
    image: imageNode('Image of the workers.', 'brooder/worker'),
    imagePullSecrets: tree<readonly { readonly name: string }[]>(
      'list',
      'Pull secrets in the namespace of the workers, beside `global.imagePullSecrets`.',
      { example: [{ name: 'registry-login' }] },
    ),
    namespace: group('The namespace of the workers. It holds no Secret but theirs.', {
      name: settingNode('workerNamespace', {
        doc: 'Its name; empty: `<namespace of the release>-workers`.',
        form: 'dnsLabel',
      }),
      create: flag('Write the Namespace object.', true),
      labels: map(text('Text.'), 'More labels of the namespace; written only with `create`.'),
      annotations: map(text('Text.'), 'Annotations of the namespace; written only with `create`.'),
      podSecurity: text('Pod Security Standard that the namespace enforces; written only with `create`.', {
        default: 'restricted',
        oneOf: ['restricted', 'baseline', 'privileged'],
      }),
    }),
    serviceAccount: group('The neutral ServiceAccount of the workers: no token, no rights.', {
      create: flag('Write the ServiceAccount object.', true),
      name: text('Its name; empty: `<fullname>-worker`.', { form: 'dnsSubdomain' }),
      annotations: map(text('Text.'), 'Annotations of the ServiceAccount.'),
    }),
    secretName: settingNode('workerSecret', {
      doc: "Base name of the Secrets that hold each worker's token and TLS files; empty: `<fullname>-worker`.",
      form: 'dnsLabel',
    }),
    port: settingNode('workerPort'),
    warmTarget: settingNode('warmTarget'),
    max: settingNode('maxWorkers'),
    maxPerOrg: settingNode('maxWorkersPerOrg'),
    maxSessions: settingNode('maxSessionsPerWorker'),
    idleTimeout: settingNode('workerIdleTimeout'),
    acquireTimeout: settingNode('acquireTimeout'),
    spawnTimeout: settingNode('spawnTimeout'),
    threads: settingNode('threads'),
    memoryLimit: settingNode('memoryLimit'),
    extensions: settingNode('extensions'),
    extensionDirectory: settingNode('extensionDirectory'),
    service: group('A Service in front of each worker, made by the gateway, for meshes that route only to Services.', {
      type: text('Type of the Services; unless it is None, the gateway has the right to make them.', {
        oneOf: ['None', 'ClusterIP', 'Headless'],
        default: 'None',
      }),
    }),
    labels: map(text('Text.'), 'More labels of all worker pods.'),
    configMap: text('A ConfigMap of the namespace of the workers whose keys become environment variables too.', {
      form: 'dnsSubdomain',
    }),
    tls: group('TLS between gateway and worker, from the gateway’s own authority.', {
      enabled: flag('Off only where a service mesh does it.', true),
    }),
    env: map(text('Text.'), 'Environment variables of all workers.', { example: { TZ: 'UTC' } }),
    sizes: map(sizeNode, 'T-shirt sizes of workers.', {
      default: {
        small: size('1', '2Gi'),
        medium: size('2', '4Gi'),
        large: size('4', '16Gi'),
        xlarge: size('8', '32Gi'),
      },
    }),
    defaults: poolNode,
    pools: map(
      partial(poolNode),
      'Pools by name: workers of one template. Each says what differs from `workers.defaults`.',
      {
        default: { default: {} },
        keyForm: 'dnsLabel',
        example: { big: { size: 'xlarge', warmTarget: 1 } },
      },
    ),
    ...workerLimitValues,
  }),
};
