/** What a reviewer looks for in a Helm chart, and whether this one has it. Names in backticks with a slash are paths, which a test looks up. */
export interface Point {
  readonly point: string;
  readonly met: boolean;
  /** Where it is and what shows it; or why not. */
  readonly where: string;
}

const yes = (point: string, where: string): Point => ({ point, met: true, where });
const no = (point: string, where: string): Point => ({ point, met: false, where });

export const checklist: Readonly<Record<string, readonly Point[]>> = {
  'Values, schema, docs': [
    yes(
      'A schema of the values, draft-07, closed at every level of ours, free maps with typed values',
      '`charts/brooder/values.schema.json`; `test/chart/values-problems.test.ts`. Keys that have another name here are let through, to be refused with that name.',
    ),
    yes(
      'Schema, values.yaml, table and types from one source, drift fails CI',
      'One description in `constructs/src/values/index.ts`; `npm run check` compares what is committed, `test/chart/values-text.test.ts` what it becomes.',
    ),
    yes(
      'Generated table of values in file order with type, default, description',
      '`charts/brooder/README.md`, [chart.md](chart.md).',
    ),
    yes(
      'A comment on every leaf, examples as commented blocks',
      '`charts/brooder/values.yaml`; a description without a sentence is refused, `constructs/src/schema/description-check.ts`.',
    ),
    yes(
      'Values files for everything on, the least, and each integration, each linted and rendered; coverage of keys',
      '`charts/brooder/ci/all-on.yaml` and its neighbours; `test/chart/accepted.test.ts`, `constructs/src/presets/presets.test.ts`.',
    ),
    yes(
      'Inert defaults: renders without a value and needs no foreign CRD',
      '`charts/brooder/ci/minimal.yaml` in `test/chart/accepted.test.ts`; foreign kinds are off by default.',
    ),
    yes(
      'Combinations that cannot work fail with what to do',
      '`charts/brooder/templates/refusals.yaml`; the same words from synth, `test/chart/parity.test.ts`.',
    ),
    yes(
      'Renamed keys refused with the name here',
      '`constructs/src/values/renamed-keys.ts`; `test/rules/seed-map.test.ts` compares them with a peer’s keys.',
    ),
    yes(
      'Legal but risky settings warned of in NOTES',
      '`charts/brooder/templates/NOTES.txt`; `test/chart/notes.test.ts`.',
    ),
    yes(
      'NOTES say how to reach it, how to check it, and a line that fits the type of the Service',
      '`charts/brooder/templates/NOTES.txt`; `test/chart/notes.test.ts`.',
    ),
    yes(
      'Numbers and texts written so that YAML reads them as they were',
      'Every scalar goes through `toJson`; numbers at the edge of their notation stand in `test/chart/vocabulary.test.ts`.',
    ),
    yes('No key named y, n, on, off, yes or no', 'Refused by `constructs/src/schema/description-check.ts`.'),
  ],
  'Names, labels, metadata': [
    yes(
      'nameOverride, fullnameOverride, 63 characters, one helper for names',
      '`constructs/src/system/system.ts`; long release names in `test/chart/parity.test.ts`.',
    ),
    yes(
      'Recommended labels and helm.sh/chart; selectors of name, instance, component only',
      '`constructs/src/system/system.ts`; `test/chart/helm-checklist.test.ts`.',
    ),
    yes(
      'Common and per-part labels and annotations',
      '`commonLabels`, `commonAnnotations`; labels and annotations of Deployment, pods, Services, pools and others stand in [chart.md](chart.md).',
    ),
    yes('Selector labels never change', 'Pinned as data in `test/chart/helm-checklist.test.ts`.'),
    yes('Namespace explicit everywhere, hard-coded nowhere', '`test/chart/helm-checklist.test.ts`.'),
  ],
  'Images and pods': [
    yes(
      'Image as registry, repository, tag, digest, pull policy, with a global mirror; the tag follows the version',
      '`constructs/src/values/image.ts`, `constructs/src/system/image.ts`.',
    ),
    yes(
      'Pull secrets, global and per part; optionally one that the chart makes',
      '`global.imagePullSecrets`, `imagePullSecrets`, `workers.imagePullSecrets`; one that is made stands in `extraObjects`.',
    ),
    yes(
      'Extra environment as map and list, envFrom, volumes, mounts, containers, init containers, arguments',
      '`constructs/src/values/gateway-pods.ts`, `constructs/src/values/worker-pool.ts`; variables and volumes for Jobs in `constructs/src/values/jobs.ts`.',
    ),
    no(
      'Extra objects rendered as templates',
      '`extraObjects` are installed as they are, on purpose: a template in a value would exist in Helm only, and synth could not say the same.',
    ),
    yes(
      'Extra files or existing ConfigMaps',
      '`workers.configMap`, `extraEnvFrom`, and `extraVolumes` on a ConfigMap of yours.',
    ),
    yes(
      'Resources and every kind of placement per part, runtime class, scheduler, host aliases, DNS',
      '`constructs/src/values/gateway-pods.ts`, `constructs/src/values/worker-pool.ts`; for Jobs and the bundled Postgres `constructs/src/values/placement.ts`.',
    ),
    yes(
      'Revision history, strategy, grace period, minReadySeconds, lifecycle hooks; zero allowed',
      '`constructs/src/values/gateway-pods.ts`; zero is a value like others because numbers are never asked for truth.',
    ),
    yes('Startup, readiness and liveness probes overridable', '`probes` and `workers.defaults.probes`.'),
    yes(
      'Pods roll when their configuration or Secret changes',
      'Checksums on the gateway’s pods (`constructs/src/parts/gateway/gateway-deployment.ts`) and on worker templates (`constructs/src/parts/worker/worker-pool.ts`).',
    ),
    yes(
      'Pod Security Standard "restricted" by default, read-only root, no token unless used',
      '`test/chart/accepted.test.ts` creates every pod in namespaces that enforce it, and sees a privileged one refused.',
    ),
  ],
  'Scaling and disruption': [
    yes(
      'Disruption budgets that let a single replica drain',
      '`pdb`: at most one gateway missing. A worker has no controller, for which Kubernetes counts no `maxUnavailable`; the bundled Postgres has one pod, which a budget would pin to its node.',
    ),
    yes(
      'Autoscaler optional; no replicas in the manifest beside one',
      '`constructs/src/parts/gateway/gateway-deployment.ts`; `constructs/src/parts/gateway/gateway-deployment.test.ts`.',
    ),
    yes(
      'KEDA optional, refused beside the autoscaler, triggers free',
      '`charts/brooder/ci/keda.yaml`; `charts/brooder/templates/refusals.yaml`.',
    ),
    no(
      'Graceful drain: preStop, a check of the grace period, and a test pod for it',
      'The first two are there (`preStopSeconds`; a grace period below `handoverDrainTimeout` is refused). The test pod comes with the Kubernetes runtime, whose tests have nodes.',
    ),
  ],
  'Network and access': [
    yes(
      'NetworkPolicy per part, default deny, DNS, extensible',
      '`constructs/src/parts/network/index.ts`, `constructs/src/parts/postgres/postgres-network-policy.ts`; `constructs/src/parts/network/network-policies.test.ts`.',
    ),
    yes(
      'Ingress and Gateway API routes',
      '`constructs/src/values/ingress.ts`; `charts/brooder/ci/ingress.yaml`, `charts/brooder/ci/gateway-api.yaml`.',
    ),
    yes(
      'Services with type, nodePort, load-balancer class, IP families, annotations',
      '`constructs/src/values/services.ts`.',
    ),
    yes(
      'Least privilege; rbac.create; ServiceAccounts per part',
      '[Permissions](../kubernetes-permissions.md); `test/cluster-api/rbac.test.ts` takes each verb away and sees a function fail.',
    ),
    yes(
      'Works in namespaces only; cluster-wide objects by choice',
      'Two Roles, no ClusterRole. With `workers.namespace.create` off nothing cluster-wide is left but what `priorityClasses` and `workers.admissionPolicy` ask for.',
    ),
  ],
  Secrets: [
    yes(
      'An existing Secret and its keys for every credential; none in ConfigMaps or arguments',
      '[examples/existing-secrets](../../examples/existing-secrets); `test/chart/examples.test.ts` sees that the chart then writes no Secret.',
    ),
    yes(
      'Order: explicit value, existing Secret, the live one, a drawn one',
      'In place of `lookup` and random functions the gateway fills an empty Secret once: `test/cluster-api/fill-secrets.test.ts`.',
    ),
    yes(
      'What `lookup` and random functions do under GitOps is documented',
      '[GitOps guide](../guides/gitops.md); neither is used, `test/chart/helm-checklist.test.ts`.',
    ),
    yes(
      'Secrets whose loss hurts are kept at an uninstall',
      '`helm.sh/resource-policy: keep` on the filled ones, `constructs/src/parts/secrets/brooder-secret.ts`.',
    ),
  ],
  'Hooks, tests, CRDs': [
    yes(
      'Few hooks, each with weight and deletion policy',
      'One Job and the test pods; they are deleted before the next run and not after success, so that their log stays. `test/chart/helm-checklist.test.ts`.',
    ),
    yes('Jobs that are no hooks change their name with their content', '`constructs/src/parts/jobs/seed-job.ts`.'),
    no(
      'helm test: connection, metrics, network policy, drain',
      'A pod asks each listener (Postgres, Flight SQL, REST, metrics); with network policies one more sees that the bundled config store is closed to it. The pod for a drain comes with the Kubernetes runtime, whose tests have nodes.',
    ),
    yes('CRDs: none of its own', 'Pools are PodTemplates, which every cluster has.'),
  ],
  Observability: [
    yes(
      'ServiceMonitor and PodMonitor with labels, interval, relabelings',
      '`constructs/src/values/monitoring.ts`; `charts/brooder/ci/prometheus-operator.yaml`.',
    ),
    yes(
      'Alerts with severity and runbook, each with a page',
      'One table with an entry an alert, `constructs/src/prometheus/index.ts`; pages in `docs/runbooks/README.md`.',
    ),
    yes(
      'Prometheus’ own templates survive Helm’s',
      'Parity of `{{ $labels… }}` texts in `test/chart/parity.test.ts` with everything on.',
    ),
    yes(
      'Grafana dashboard in a ConfigMap with the sidecar’s label',
      '`constructs/src/parts/monitoring/grafana-dashboard.ts`.',
    ),
    yes(
      'Each of them behind a value, with an error instead of a silent skip',
      'Flags, off by default; a cluster without the CRD refuses the object. `.Capabilities` is never asked, `test/chart/helm-checklist.test.ts`.',
    ),
  ],
  'Chart.yaml and release': [
    yes(
      'kubeVersion floor, type, icon, home, sources, maintainers, keywords',
      '`charts/brooder/Chart.yaml`; `test/chart/helm-checklist.test.ts`.',
    ),
    yes(
      'Artifact Hub: images, license, links, changes',
      '`charts/brooder/Chart.yaml`. No signing key: packages are not signed.',
    ),
    no(
      'Signed package, OCI push, cosign, an existing version skipped',
      'There is no release yet; whoever publishes the chart does it with `helm package` and `helm push`.',
    ),
    yes(
      'Version bump enforced; versions of chart and application apart',
      '`chartVersion` and `version` in `constructs/src/system/version.ts`; a chart that differs from a published one of its version is refused, `tools/released-charts.test.ts`.',
    ),
    no('Upgrade tests from the last stable version', 'There is no earlier version to upgrade from.'),
    no(
      'Lint, YAML lint and schemas for the oldest and newest Kubernetes, with the oldest Helm',
      'Linted strictly with one Helm and checked against one Kubernetes (1.34), `test/chart/accepted.test.ts`.',
    ),
    yes('Nothing that differs from render to render', '`test/chart/helm-checklist.test.ts`, `test/chart/cli.test.ts`.'),
  ],
  GitOps: [
    yes(
      'Made for a tool that only templates: no lookup, no release state, hooks as that tool reads them',
      '[GitOps guide](../guides/gitops.md); `charts/brooder/ci/argocd.yaml`.',
    ),
    yes('Foreign kinds by an explicit switch, never by `.Capabilities`', '`test/chart/helm-checklist.test.ts`.'),
    yes(
      'Order by annotations only if at all; pods wait for what is missing',
      'Gateways and Jobs wait for the config store and for Secrets to be filled; `commonAnnotations` and per-part annotations take sync waves.',
    ),
    yes(
      'Drift correction and immutable fields have a documented way',
      '[GitOps guide](../guides/gitops.md), [upgrade guide](../guides/upgrade.md); `test/chart/upgrade.test.ts` changes every value over a standing installation; `replicas` is left out beside an autoscaler.',
    ),
    yes(
      'Tests name the Kubernetes version to helm',
      '`test/testbed/helm.ts`, since a helm built from source believes in v1.20.',
    ),
  ],
};
