import { flag, group, list, map, partial, text, tree } from '../schema/index.ts';

type Objects = readonly object[];
const annotations = (of: string) => map(text('Text.'), `Annotations of the ${of}.`);
const hostnames = (doc: string) =>
  list(text('Host name.', { mayBeEmpty: false }), doc, { example: ['sql.example.org'] });
const parentRefs = tree<Objects>('list', 'Gateways, and their listeners, that the route joins; at least one.', {
  example: [{ name: 'public', namespace: 'gateways', sectionName: 'sql' }],
});

/** One path of a host of the Ingress. */
export const ingressPathNode = partial(
  group('One path.', {
    path: text('Path.', { default: '/' }),
    pathType: text('How it is matched; absent: Prefix.', { oneOf: ['Prefix', 'Exact', 'ImplementationSpecific'] }),
  }),
);
/** One host of the Ingress. */
export const ingressHostNode = partial(
  group('One host.', {
    host: text('Host name; absent: any.'),
    paths: list(ingressPathNode, 'Paths; absent: all.'),
  }),
);

const streamRoute = (listener: string, kind: 'TCPRoute' | 'TLSRoute') =>
  group(`Route to the ${listener} listener. TLS ends at the gateway of Brooder.`, {
    enabled: flag('Write the route.', false),
    kind: text('TLSRoute goes by the host name in the TLS handshake, TCPRoute by the port alone.', {
      default: kind,
      oneOf: ['TLSRoute', 'TCPRoute'],
    }),
    apiVersion: text('Version of the kind: v1 since Gateway API 1.5 (TLSRoute) and 1.6 (TCPRoute), v1alpha2 before.', {
      default: 'v1',
      oneOf: ['v1', 'v1alpha2', 'v1alpha3'],
    }),
    annotations: annotations('route'),
    parentRefs,
    hostnames: hostnames('Host names of a TLSRoute.'),
  });

/** Ways in from outside the cluster. */
export const ingressValues = {
  ingress: group('Ingress of REST and dashboard. Postgres and Flight need a LoadBalancer Service or `gatewayApi`.', {
    enabled: flag('Write it.', false),
    className: text('Ingress class; empty: the default of the cluster.'),
    annotations: annotations('Ingress'),
    hosts: list(ingressHostNode, 'Hosts and their paths; at least one.', {
      example: [{ host: 'brooder.example.org', paths: [{ path: '/', pathType: 'Prefix' }] }],
    }),
    tls: tree<Objects>('list', 'Certificates of the hosts.', {
      example: [{ secretName: 'brooder-web', hosts: ['brooder.example.org'] }],
    }),
  }),
  gatewayApi: group('Routes of the Gateway API. Each needs its CRD.', {
    http: group('HTTPRoute to REST and dashboard.', {
      enabled: flag('Write the route.', false),
      annotations: annotations('route'),
      parentRefs,
      hostnames: hostnames('Host names; empty: those of the Gateway.'),
    }),
    pg: streamRoute('Postgres', 'TCPRoute'),
    flight: streamRoute('Flight', 'TLSRoute'),
  }),
};
