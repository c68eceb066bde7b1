import { followObjects, realClock, realRandom } from '@brooder/gateway';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Installation, install, withoutServer } from './installation.fixture.ts';
import { guaranteed, workerPod } from './worker-pod.fixture.ts';

/** No kubelet runs here, so the pods stay Pending: this shows what the API server answers, not what a node does. */
describe.skipIf(withoutServer)('worker pods on a real API server', () => {
  let installation: Installation;
  let api: Installation['api'];
  beforeAll(async () => {
    installation = await install();
    api = installation.api;
  });
  afterAll(() => installation?.close());

  const makePod = async (name: string, resources?: object) => {
    const made = await api.createWorkerPod(workerPod(name, resources));
    if (made.outcome !== 'created') throw new Error(`${name} exists`);
    return { name, uid: made.object.metadata.uid };
  };
  const elsewhere = { uid: '00000000-0000-0000-0000-000000000000' };
  const bigger = { container: 'worker', size: { cpu: '1', memory: '1Gi' } };

  test('a second create of the same name answers that it exists', async () => {
    await makePod('twice');
    expect(await api.createWorkerPod(workerPod('twice'))).toEqual({ outcome: 'exists' });
  });

  test('delete takes only the pod it means, and a pod that is gone is no error', async () => {
    const pod = await makePod('doomed');
    expect(await api.deleteWorkerPod(pod.name, elsewhere)).toBe('replaced');
    expect(await api.deleteWorkerPod(pod.name, pod)).toBe('deleted');
    expect(await api.deleteWorkerPod(pod.name, pod)).toBe('gone');
    expect(await api.readWorkerPod(pod.name)).toBeUndefined();
  });

  test('labels that are stated are set, those stated before are removed, those of others stay', async () => {
    const pod = await makePod('labelled');
    await api.labelWorkerPod(pod.name, { 'brooder.dev/state': 'hot', 'brooder.dev/org': 'ducks' }, pod);
    const after = await api.labelWorkerPod(pod.name, { 'brooder.dev/state': 'draining' }, pod);
    expect(after).toMatchObject({ outcome: 'patched' });
    expect((await api.readWorkerPod(pod.name))?.metadata.labels).toEqual({
      'brooder.dev/pool': 'warm',
      'brooder.dev/state': 'draining',
    });
  });

  test('labelling a pod that is gone or replaced makes none', async () => {
    const pod = await makePod('labelled-late');
    expect(await api.labelWorkerPod(pod.name, { a: 'b' }, elsewhere)).toEqual({ outcome: 'replaced' });
    await api.deleteWorkerPod(pod.name, pod);
    expect(await api.labelWorkerPod(pod.name, { a: 'b' }, pod)).toEqual({ outcome: 'gone' });
    expect(await api.readWorkerPod(pod.name)).toBeUndefined();
  });

  test('a resize is taken as ordered, also before the pod has a node', async () => {
    const pod = await makePod('grows');
    expect(await api.resizeWorkerPod(pod.name, bigger, pod)).toMatchObject({ outcome: 'patched' });
    const { spec } = (await api.readWorkerPod(pod.name))!;
    expect(spec.containers[0]!.resources).toEqual(guaranteed('1', '1Gi'));
  });

  test('a resize of a pod that is gone or replaced changes nothing', async () => {
    const pod = await makePod('grows-late');
    expect(await api.resizeWorkerPod(pod.name, bigger, elsewhere)).toEqual({ outcome: 'replaced' });
    await api.deleteWorkerPod(pod.name, pod);
    expect(await api.resizeWorkerPod(pod.name, bigger, pod)).toEqual({ outcome: 'gone' });
  });

  test('a template whose requests differ from its limits cannot grow to a fixed size: its QoS class would change', async () => {
    const pod = await makePod('burstable', { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } });
    await expect(api.resizeWorkerPod(pod.name, bigger, pod)).rejects.toMatchObject({
      code: 'kubernetesRejected',
      message: expect.stringMatching(/QOS/i),
    });
  });

  test('a pod that the namespace does not admit is told with the reason, and not as a lack of rights', async () => {
    const pod = workerPod('privileged');
    const rejected = api.createWorkerPod({ ...pod, spec: { ...pod.spec, hostNetwork: true } });
    await expect(rejected).rejects.toMatchObject({
      code: 'kubernetesRejected',
      message: expect.stringMatching(/violates PodSecurity/),
    });
  });

  test('a follower sees what is there, what comes, and what goes', async () => {
    const told: string[] = [];
    const stop = new AbortController();
    const failed = (error: unknown) => told.push(String(error));
    const tell = (text: string) => void (/followed/.test(text) && told.push(text));
    await makePod('followed-before');
    const following = followObjects({
      list: api.listWorkerPods,
      watch: api.watchWorkerPods,
      labels: 'brooder.dev/pool=warm',
      clock: realClock,
      random: realRandom,
      onList: (pods) => tell(`list ${pods.map((pod) => pod.metadata.name).filter((name) => /followed/.test(name))}`),
      onEvent({ type, object }) {
        // Between the two, the server may tell that the pod is about to go.
        if (type !== 'MODIFIED') tell(`${type} ${object.metadata.name}`);
      },
      onFailure: failed,
      signal: stop.signal,
    });
    const seen = (last: string) => vi.waitFor(() => expect(told.at(-1)).toBe(last), { timeout: 10_000, interval: 10 });
    await seen('list followed-before');
    const pod = await makePod('followed');
    await seen('ADDED followed');
    await api.deleteWorkerPod(pod.name, pod);
    await seen('DELETED followed');
    stop.abort();
    await following;
    expect(told).toEqual(['list followed-before', 'ADDED followed', 'DELETED followed']);
  });

  test('an event that was recorded is listed for its object', async () => {
    const pod = await makePod('eventful');
    const about = { apiVersion: 'v1', kind: 'Pod', ...pod };
    await api.recordEvent({ about, type: 'Warning', reason: 'SpawnFailed', message: 'The image is missing.' });
    expect(await api.listEvents(pod.uid)).toMatchObject([{ type: 'Warning', reason: 'SpawnFailed', count: 1 }]);
  });
});
