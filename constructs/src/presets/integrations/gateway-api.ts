import type { Preset } from '../preset.ts';

const parent = (sectionName: string) => [{ name: 'public', namespace: 'gateways', sectionName }];

export const gatewayApi = {
  file: 'ci/gateway-api.yaml',
  about:
    'All three listeners behind a Gateway of yours: REST by HTTPRoute, Postgres by port, Flight by the name in the TLS handshake. Needs the CRDs of the Gateway API.',
  values: {
    gatewayApi: {
      http: { enabled: true, parentRefs: parent('web'), hostnames: ['brooder.example.org'] },
      pg: { enabled: true, kind: 'TCPRoute', parentRefs: parent('postgres') },
      flight: { enabled: true, kind: 'TLSRoute', parentRefs: parent('flight'), hostnames: ['flight.example.org'] },
    },
  },
} as const satisfies Preset;
