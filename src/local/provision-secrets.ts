import { type Clock, durationText, Failure, type Random, type Settings, timeouts } from '@brooder/contracts';
import { createKubernetesApi, type FilledSecrets, fillSecrets, type Log, ownServer } from '@brooder/gateway';
import { provisionedNames } from '../provisioned-names.ts';

export interface ProvisionOptions {
  clock: Clock;
  random: Random;
  log: Log;
  signal: AbortSignal;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Milliseconds between two rounds of asking an API server that does not answer. */
const pauseMs = 1_000;

/**
 * What this gateway's Secrets hold, after filling the empty ones; nothing when no Secret is named.
 *
 * An API server that does not answer is asked again until `timeouts.provisionSecrets`, because the NetworkPolicy that opens the way to it may
 * come later than the pod. An answer is final: after a refusal the process ends, and its restart asks again.
 *
 * @throws kubernetesUnavailable, kubernetesRefused, kubernetesRejected
 * @throws invalidSetting, missingFile, badDataFile  there is no way to an API server
 */
export async function provisionSecrets(settings: Settings, options: ProvisionOptions): Promise<FilledSecrets> {
  const { clock, random, log, signal, environment } = options;
  const namespace = settings.releaseNamespace;
  if (settings.provisionedSecrets.length === 0 || namespace === undefined) return {};
  const names = provisionedNames(settings.provisionedSecrets);
  const { calls: api, close } = createKubernetesApi({
    server: await ownServer(environment),
    // No call goes to the worker namespace here.
    namespaces: { release: namespace, worker: settings.workerNamespace ?? namespace },
    clock,
    random,
  });
  const end = clock.now() + timeouts.provisionSecrets;
  try {
    for (;;) {
      try {
        return await fillSecrets({ api, namespace, names, tlsHosts: settings.tlsHosts, clock, random, log, signal });
      } catch (err) {
        const mayHeal = err instanceof Failure && err.code === 'kubernetesUnavailable';
        if (!mayHeal || clock.now() + pauseMs >= end) throw err;
        log.warn({ err, giveUpIn: durationText(Math.round(end - clock.now())) }, 'the Kubernetes API does not answer');
        await clock.sleep(pauseMs, signal);
      }
    }
  } finally {
    close();
  }
}
