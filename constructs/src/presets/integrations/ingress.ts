import type { Preset } from '../preset.ts';

export const ingress = {
  file: 'ci/ingress.yaml',
  about: 'REST and dashboard behind an Ingress; Postgres and Flight get a load balancer of their own.',
  values: {
    ingress: {
      enabled: true,
      className: 'nginx',
      hosts: [{ host: 'brooder.example.org', paths: [{ path: '/', pathType: 'Prefix' }] }],
      tls: [{ secretName: 'brooder-web', hosts: ['brooder.example.org'] }],
    },
    service: { pg: { type: 'LoadBalancer' }, flight: { type: 'LoadBalancer' } },
  },
} as const satisfies Preset;
