import { text, tree } from '../schema/index.ts';

/** Where pods run and how they find names, beside nodeSelector, tolerations, affinity and priority: the same for Jobs and the bundled Postgres. */
export const placementValues = {
  topologySpreadConstraints: tree<readonly object[]>('list', 'How pods spread over nodes and zones.', {
    example: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' }],
  }),
  runtimeClassName: text('Runtime class; empty: the default of the cluster.', { form: 'dnsSubdomain' }),
  schedulerName: text('Scheduler; empty: the default of the cluster.'),
  hostAliases: tree<readonly object[]>('list', 'Lines for /etc/hosts.', {
    example: [{ ip: '10.0.0.9', hostnames: ['postgres.internal'] }],
  }),
  dnsPolicy: text('Where names are looked up; empty: ClusterFirst.', {
    oneOf: ['', 'ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  }),
  dnsConfig: tree('map', 'Name servers, search domains and options beside those of `dnsPolicy`.', {
    example: { options: [{ name: 'ndots', value: '2' }] },
  }),
};
