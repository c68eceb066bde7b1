/** Every values file of the chart, accepted by helm's linter, by the schemas of a real API server, and by that server itself. */
import { presets } from '@brooder/constructs';
import { expect } from 'vitest';
import { helm, helmTemplate, kubeconform, kubectl, kubeVersion, requireTool } from '../testbed/index.ts';
import { withInstallationNamespaces } from './installation-namespaces.ts';
import { bySynth, type KubernetesObject } from './rendered-chart.ts';

const chart = 'charts/brooder';
const withHelm = requireTool('helm');
const withSchemas = requireTool('helm', 'kubeconform', 'schemas');
const withServer = requireTool('kubectl', 'api-server');
const all = Object.entries(presets);

withHelm.each(all)('helm lint --strict has no word against %s', async (_, { file }) => {
  const linted = await helm(['lint', '--strict', '--kube-version', kubeVersion, '--values', `${chart}/${file}`, chart]);
  expect(linted).toMatchObject({ status: 0, stdout: expect.stringContaining('1 chart(s) linted, 0 chart(s) failed') });
});

withHelm('helm lint --strict has no word against the defaults', async () => {
  expect(await helm(['lint', '--strict', '--kube-version', kubeVersion, chart])).toMatchObject({ status: 0 });
});

withSchemas('every values file, rendered by helm, fits the schemas of the API server', async () => {
  const rendered = await Promise.all(
    all.map(async ([name, { file }]) => {
      const options = { release: 'pond', namespace: 'park', valuesFiles: [`${chart}/${file}`] };
      const answer = await helmTemplate(chart, options);
      if (answer.failed) throw new Error(`${name}: ${answer.stderr}`);
      return answer.stdout;
    }),
  );
  const { failed, findings, valid } = await kubeconform(rendered.join('\n---\n'));
  expect(findings).toEqual([]);
  expect(failed).toBe(false);
  expect(valid).toBeGreaterThan(10 * all.length);
});

withServer.each(all)(
  '%s is accepted by the API server, pods too, with both namespaces restricted',
  async (_, preset) => {
    await withInstallationNamespaces('accepted', async (namespace, workers) => {
      const objects = objectsOf(preset.values, namespace, workers);
      const dryRun = ['apply', '--server-side', '--dry-run=server', '--filename', '-'];
      const { status, stderr } = await kubectl(dryRun, { stdin: list(objects) });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      const pods = podsOf(objects, namespace);
      expect(pods.length).toBeGreaterThanOrEqual(2);
      expect(await created(pods)).toBe('');
    });
  },
);

withServer('a privileged edit of any pod of all-on is refused', async () => {
  await withInstallationNamespaces('accepted', async (namespace, workers) => {
    const pods = podsOf(objectsOf(presets.allOn.values, namespace, workers), namespace);
    for (const pod of pods) {
      for (const container of pod.spec.containers) container.securityContext = { privileged: true };
      expect(await created([pod]), pod.metadata.name).toContain('violates PodSecurity "restricted:latest"');
    }
  });
});

interface Pod extends KubernetesObject {
  readonly spec: {
    readonly containers: { securityContext?: object }[];
    serviceAccountName?: string;
    priorityClassName?: string;
    runtimeClassName?: string;
    volumes?: readonly object[];
  };
}

/** What synth renders, in the two namespaces made for the test; what belongs into a third one, for example of monitoring, is judged here too. */
function objectsOf(overrides: object, namespace: string, workers: string): readonly KubernetesObject[] {
  const given = overrides as { workers?: { namespace?: object } };
  const moved = {
    ...given,
    workers: { ...given.workers, namespace: { ...given.workers?.namespace, name: workers } },
  };
  const rendered = bySynth(moved, { name: 'pond', namespace, service: 'cdk8s' });
  if ('refused' in rendered) throw new Error(rendered.refused);
  return rendered.objects.map((object) => {
    const { namespace: own } = object.metadata;
    const isHere = own === undefined || own === namespace || own === workers;
    return isHere ? object : { ...object, metadata: { ...object.metadata, namespace } };
  });
}

const list = (items: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

/** A pod of each template in the objects, as its controller or the gateway would make it. */
function podsOf(objects: readonly KubernetesObject[], fallback: string): Pod[] {
  return objects.flatMap((object) => {
    const {
      spec,
      template = spec?.template,
      metadata,
    } = object as KubernetesObject & {
      spec?: { template?: Pod; volumeClaimTemplates?: readonly KubernetesObject[] };
      template?: Pod;
    };
    if (template?.spec?.containers === undefined) return [];
    // What a dry run has not stored is taken out: it does not matter to the standard.
    const {
      serviceAccountName: _,
      priorityClassName: __,
      runtimeClassName: ___,
      ...podSpec
    } = structuredClone(template.spec);
    const claims = spec?.volumeClaimTemplates ?? [];
    podSpec.volumes = [
      ...(podSpec.volumes ?? []),
      ...claims.map((claim) => ({ name: claim.metadata.name, emptyDir: {} })),
    ];
    const name = `${metadata.name.replaceAll('.', '-')}-1`.slice(-60).replace(/^[^a-z0-9]+/, '');
    return [
      { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: metadata.namespace ?? fallback }, spec: podSpec },
    ];
  });
}

/** What the server says against these pods; '' when it would take all of them. */
async function created(pods: readonly Pod[]): Promise<string> {
  const { stderr } = await kubectl(['create', '--dry-run=server', '--filename', '-'], { stdin: list(pods) });
  return stderr;
}
