import { environmentOf, ports, workerPod } from '@brooder/contracts';
import { choose, merged, str, type TextMap, type Value } from '../../expr/index.ts';

/** Where DuckDB spills; `TMPDIR` points there. */
export const scratchPath = '/scratch';

/** Environment variables that tie a worker to its Secret, its port and its volumes. Nobody may set them another way. */
export function fixedEnvironment(port: Value<number>, tls: Value<boolean>): Value<Readonly<Record<string, string>>> {
  const { secretPath, secretKeys } = workerPod;
  const always: TextMap = {
    [environmentOf('workerPort')]: str`${port}`,
    [`${environmentOf('workerBearer')}_FILE`]: `${secretPath}/${secretKeys.bearer}`,
    TMPDIR: scratchPath,
  };
  const withTls = {
    [environmentOf('tlsCertFile')]: `${secretPath}/${secretKeys.tlsCert}`,
    [environmentOf('tlsKeyFile')]: `${secretPath}/${secretKeys.tlsKey}`,
  };
  return merged(always, choose<Readonly<Record<string, string>>>(tls, withTls, {}));
}

/** Their names, and that of the worker's id: what `env` may not say. */
export const fixedVariables: readonly string[] = [
  environmentOf('workerId'),
  environmentOf('workerPort'),
  environmentOf('workerBearer'),
  `${environmentOf('workerBearer')}_FILE`,
  environmentOf('tlsCertFile'),
  environmentOf('tlsKeyFile'),
  'TMPDIR',
];

/** The worker's id is a label that the gateway puts on the pod. */
export const workerIdVariable = environmentOf('workerId');

export const defaultWorkerPort: number = ports.worker;
