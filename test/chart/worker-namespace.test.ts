/** The namespace of the workers on a real API server: what may be made in it, by whom. */
import { expect, vi } from 'vitest';
import { kubectl, kubectlOutput, requireTool, withNamespace } from '../testbed/index.ts';
import { bySynth, type KubernetesObject } from './rendered-chart.ts';

const withServer = requireTool('kubectl', 'api-server');
const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' };
const gatewayAccount = 'wh-brooder-gateway';

type Pod = { spec: { containers: { image: string; securityContext: object }[]; [field: string]: unknown } };
type Change = (pod: Pod) => void;
interface Installed {
  /** Creates a pod from the first PodTemplate, changed a little, without storing it; what the server says. */
  create(change: Change, as?: string): Promise<string>;
}

/** Both namespaces and what the tree makes for the workers, applied. */
async function withInstallation(overrides: object, use: (installed: Installed) => Promise<void>): Promise<void> {
  await withNamespace('wh', restricted, (release) =>
    withNamespace('wh-workers', restricted, async (workers) => {
      const given = { ...overrides, workers: { namespace: { name: workers, create: false }, ...workersOf(overrides) } };
      const rendered = bySynth(given, { name: 'wh', namespace: release, service: 'test' });
      if ('refused' in rendered) throw new Error(rendered.refused);
      const items = rendered.objects.filter(
        ({ kind, metadata }) => metadata.namespace === workers || policy.test(kind),
      );
      const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
      const clusterWide = items
        .filter(({ kind }) => policy.test(kind))
        .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      try {
        await kubectlOutput(['apply', '--server-side', '--filename', '-'], { stdin: list });
        const template = items.find(({ kind }) => kind === 'PodTemplate') as KubernetesObject & { template: Pod };
        await use({
          async create(change, as = `system:serviceaccount:${release}:${gatewayAccount}`) {
            const pod = { ...structuredClone(template.template), apiVersion: 'v1', kind: 'Pod' };
            change(pod);
            const stdin = JSON.stringify({ ...pod, metadata: { name: 'w1', namespace: workers } });
            const args = ['create', '--dry-run=server', '--as', as, '--filename', '-'];
            const { stdout, stderr } = await kubectl(args, { stdin });
            return stdout + stderr;
          },
        });
      } finally {
        if (clusterWide.length > 0) await kubectlOutput(['delete', '--ignore-not-found', ...clusterWide]);
      }
    }),
  );
}

const policy = /^ValidatingAdmissionPolicy/;
const workersOf = (overrides: object) => (overrides as { workers?: object }).workers;
const first = ({ spec }: Pod) => spec.containers[0]!;
const asTheyAre: Change = () => {};

withServer('a worker pod passes the standard "restricted", and a privileged edit of it does not', async () => {
  await withInstallation({}, async ({ create }) => {
    expect(await create(asTheyAre)).toContain('pod/w1 created');
    const privileged = await create((pod) => {
      first(pod).securityContext = { privileged: true };
    });
    expect(privileged).toContain('violates PodSecurity "restricted');
  });
});

withServer('only the gateway of this installation may make pods there', async () => {
  await withInstallation({}, async ({ create }) => {
    expect(await create(asTheyAre, 'system:serviceaccount:elsewhere:default')).toContain(
      'cannot create resource "pods"',
    );
  });
});

withServer(
  'with the admission policy the gateway may run its own images under the neutral account, and no others',
  async () => {
    const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    const shipper = { name: 'shipper', image: 'shipper:1', securityContext };
    const workers = {
      admissionPolicy: { enabled: true, extraImages: ['mesh:1'] },
      pools: { big: { image: { tag: '2' }, initContainers: [shipper] } },
    };
    const strange = (pod: Pod) => {
      first(pod).image = 'registry.example.org/evil:1';
    };
    await withInstallation({ workers }, async ({ create }) => {
      const refused = 'the gateway may run only the images of its PodTemplates';
      // The server obeys a policy a moment after it is made.
      await vi.waitFor(async () => expect(await create(strange)).toContain(refused), {
        timeout: 20_000,
        interval: 200,
      });
      expect(await create(asTheyAre)).toContain('pod/w1 created');
      expect(await create((pod) => void Object.assign(first(pod), { image: 'mesh:1' }))).toContain('pod/w1 created');
      expect(await create((pod) => void Object.assign(first(pod), { image: 'shipper:1' }))).toContain('pod/w1 created');
      expect(await create((pod) => void Object.assign(pod.spec, { serviceAccountName: 'default' }))).toContain(refused);
      const hidden = (pod: Pod) =>
        void Object.assign(pod.spec, {
          initContainers: [{ name: 'first', image: 'evil:1', securityContext: first(pod).securityContext }],
        });
      expect(await create(hidden)).toContain(refused);
    });
  },
);
