import { googlePodMonitoringName } from './crds.ts';

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const texts = { type: 'array', items: text };
const textMap = { type: 'object', additionalProperties: text };
const object = (properties: Record<string, unknown>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  ...(required.length === 0 ? {} : { required }),
});

/**
 * PodMonitoring of Google Cloud's managed Prometheus, written down from its API reference. It knows the fields that need no
 * credentials: an object with another field is refused here, though Google might take it.
 */
export const googlePodMonitoringCrd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: googlePodMonitoringName },
  spec: {
    group: 'monitoring.googleapis.com',
    scope: 'Namespaced',
    names: {
      kind: 'PodMonitoring',
      listKind: 'PodMonitoringList',
      plural: 'podmonitorings',
      singular: 'podmonitoring',
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: object(
            {
              apiVersion: text,
              kind: text,
              metadata: { type: 'object' },
              spec: object(
                {
                  selector: object({
                    matchLabels: textMap,
                    matchExpressions: {
                      type: 'array',
                      items: object({ key: text, operator: text, values: texts }, ['key', 'operator']),
                    },
                  }),
                  endpoints: {
                    type: 'array',
                    minItems: 1,
                    items: object(
                      {
                        port: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
                        scheme: { type: 'string', enum: ['http', 'https'] },
                        path: text,
                        params: { type: 'object', additionalProperties: texts },
                        interval: text,
                        timeout: text,
                        metricRelabeling: {
                          type: 'array',
                          items: object({
                            action: text,
                            regex: text,
                            replacement: text,
                            separator: text,
                            sourceLabels: texts,
                            targetLabel: text,
                            modulus: count,
                          }),
                        },
                      },
                      ['port'],
                    ),
                  },
                  targetLabels: object({
                    metadata: texts,
                    fromPod: { type: 'array', items: object({ from: text, to: text }, ['from']) },
                  }),
                  limits: object({ samples: count, labels: count, labelNameLength: count, labelValueLength: count }),
                  filterRunning: { type: 'boolean' },
                },
                ['endpoints', 'selector'],
              ),
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
            ['spec'],
          ),
        },
        subresources: { status: {} },
      },
    ],
  },
};
