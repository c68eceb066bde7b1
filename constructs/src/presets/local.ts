import type { Preset } from './preset.ts';

const probe = { initialDelaySeconds: 0, periodSeconds: 1, timeoutSeconds: 2 };

/** A cluster on one machine. */
export const local = {
  file: 'values-local.yaml',
  about:
    'For a cluster on one machine (kind, Docker Desktop, OrbStack): one gateway, small requests, nothing on disk, fast probes. The config store is empty after each restart.',
  values: {
    image: { pullPolicy: 'IfNotPresent' },
    replicaCount: 1,
    resources: { requests: { cpu: '50m', memory: '192Mi' }, limits: { memory: '512Mi' } },
    terminationGracePeriodSeconds: 40,
    handoverDrainTimeout: '30s',
    preStopSeconds: 1,
    probes: {
      startup: { ...probe, enabled: true, failureThreshold: 120 },
      readiness: { ...probe, enabled: true, failureThreshold: 2 },
      liveness: { ...probe, enabled: true, failureThreshold: 10 },
    },
    pdb: { enabled: false },
    postgres: {
      storage: { type: 'emptyDir', size: '256Mi' },
      resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    },
    workers: {
      warmTarget: 1,
      defaults: {
        size: 'small',
        resize: { enabled: true, idle: { cpu: '50m', memory: '192Mi' } },
      },
    },
    // A dashboard needs no kind of another product; who has Grafana beside it sees it at once.
    grafanaDashboard: { enabled: true },
    logLevel: 'debug',
  },
} as const satisfies Preset;
