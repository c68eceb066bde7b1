/** Each call of the table, made once with arguments that only RBAC can refuse. */
import { Failure, type KubernetesCallName, makeId } from '@brooder/contracts';
import { realClock, realRandom } from '@brooder/gateway';
import { type Installation, provisionedNames } from './installation.fixture.ts';
import { workerPod } from './worker-pod.fixture.ts';

/** Answers that are no failure but mean that the call did nothing. */
const idle = ['exists', 'gone', 'replaced', 'unsupported', 'conflict'];

/** Outcome of each call: `ok`, the code of its failure, or an answer that means nothing was done. */
export async function makeEveryCall({ api, admin, namespaces }: Installation) {
  const id = makeId(realClock, realRandom);
  const namespace = namespaces.worker;
  // Made by the administrator, so that a call works or fails by its own right alone.
  const before = (await admin.listNamespacedPod({ namespace, limit: 1 })).metadata!.resourceVersion!;
  const [pod, secret, template, provisioned] = await Promise.all([
    admin.createNamespacedPod({ namespace, body: workerPod(`pod-${id}`) }),
    admin.createNamespacedSecret({ namespace, body: { metadata: { name: `secret-${id}` } } }),
    admin.createNamespacedPodTemplate({
      namespace,
      body: { metadata: { name: `pool-${id}` }, template: workerPod('') },
    }),
    admin.readNamespacedSecret({ namespace: namespaces.release, name: provisionedNames.adminPassword }),
  ]);
  const of = (object: { metadata?: { name?: string; uid?: string } }) =>
    [object.metadata!.name!, { uid: object.metadata!.uid! }] as const;
  const [podName, samePod] = of(pod);
  const [secretName, sameSecret] = of(secret);
  const [templateName, { uid: templateUid }] = of(template);
  const about = { apiVersion: 'v1', kind: 'PodTemplate', name: templateName, uid: templateUid };
  const first = async (events: AsyncIterable<unknown>) => {
    for await (const event of events) return event;
  };
  const signal = AbortSignal.timeout(10_000);

  // In this order: the deletes come last.
  const calls: Record<KubernetesCallName, () => Promise<unknown>> = {
    createWorkerPod: () => api.createWorkerPod(workerPod(`made-${id}`)),
    readWorkerPod: () => api.readWorkerPod(podName),
    listWorkerPods: () => api.listWorkerPods(),
    watchWorkerPods: () => first(api.watchWorkerPods({ from: before, signal })),
    labelWorkerPod: () => api.labelWorkerPod(podName, { 'brooder.dev/state': 'hot' }, samePod),
    resizeWorkerPod: () =>
      api.resizeWorkerPod(podName, { container: 'worker', size: { cpu: '1', memory: '1Gi' } }, samePod),
    deleteWorkerPod: () => api.deleteWorkerPod(podName, samePod),
    createWorkerSecret: () => api.createWorkerSecret({ metadata: { name: `made-${id}` } }),
    readWorkerSecret: () => api.readWorkerSecret(secretName),
    listWorkerSecrets: () => api.listWorkerSecrets(),
    deleteWorkerSecret: () => api.deleteWorkerSecret(secretName, sameSecret),
    listPodTemplates: () => api.listPodTemplates(),
    watchPodTemplates: () => first(api.watchPodTemplates({ from: before, signal })),
    listEvents: () => api.listEvents(templateUid),
    recordEvent: () =>
      api.recordEvent({ about, type: 'Warning', reason: 'SpawnFailed', message: 'The image is missing.' }),
    createWorkerService: () =>
      api.createWorkerService({
        metadata: { name: `s-${id}` },
        spec: { selector: { a: 'b' }, ports: [{ name: 'flight', port: 8816 }] },
      }),
    readProvisionedSecret: () => api.readProvisionedSecret(provisionedNames.adminPassword),
    fillProvisionedSecret: () =>
      api.fillProvisionedSecret(provisionedNames.adminPassword, {
        values: { password: 'test' },
        resourceVersion: provisioned.metadata!.resourceVersion!,
      }),
  };
  const outcomes: Record<string, string> = {};
  for (const [name, call] of Object.entries(calls)) {
    outcomes[name] = await call().then(
      (answer) => {
        const outcome = typeof answer === 'object' && answer !== null && 'outcome' in answer ? answer.outcome : answer;
        return idle.includes(String(outcome)) ? String(outcome) : 'ok';
      },
      (error: unknown) => (error instanceof Failure ? error.code : String(error)),
    );
  }
  return outcomes as Record<KubernetesCallName, string>;
}
