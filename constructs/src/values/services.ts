import { type PortName, ports } from '@brooder/contracts';
import { flag, group, integer, list, map, optionalInteger, text } from '../schema/index.ts';

const serviceTypes = ['ClusterIP', 'NodePort', 'LoadBalancer'] as const;

const service = (doc: string, name: PortName) =>
  group(doc, {
    enabled: flag('Write the Service. The gateway listens either way.', true),
    type: text('Type of the Service.', { default: 'ClusterIP', oneOf: serviceTypes }),
    port: integer(`Port of the Service; the pods listen on ${ports[name]}.`, ports[name], {
      minimum: 1,
      maximum: 65_535,
    }),
    nodePort: optionalInteger('Port on every node, for NodePort and LoadBalancer; absent: the cluster picks one.', {
      minimum: 1,
      maximum: 65_535,
    }),
    annotations: map(text('Text.'), 'Annotations of the Service.'),
    labels: map(text('Text.'), 'More labels of the Service.'),
    loadBalancerClass: text('Which load balancer serves it, for LoadBalancer. Cannot be changed later.'),
    loadBalancerSourceRanges: list(
      text('CIDR.', { form: 'cidr', mayBeEmpty: false }),
      'Addresses that may connect, for LoadBalancer.',
      { example: ['10.0.0.0/8'] },
    ),
    ipFamilyPolicy: text('IPv4, IPv6 or both; empty: the default of the cluster.', {
      oneOf: ['', 'SingleStack', 'PreferDualStack', 'RequireDualStack'],
    }),
    externalTrafficPolicy: text(
      'Whether connections from outside stay on the node they reach (Local keeps the client’s address), for NodePort and LoadBalancer.',
      { oneOf: ['', 'Cluster', 'Local'] },
    ),
  });

/** One Service for each listener. */
export const serviceValues = {
  service: group('Services of the listeners.', {
    pg: service('Postgres wire protocol.', 'pg'),
    flight: service('Arrow Flight SQL.', 'flight'),
    api: service('REST and dashboard.', 'api'),
    metrics: service('/metrics, /livez and /readyz.', 'metrics'),
  }),
};
