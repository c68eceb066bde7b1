import { flag, group, list, map, text, tree } from '../schema/index.ts';

const quantity = text('Kubernetes quantity.', { form: 'quantity', mayBeEmpty: false });

/** What bounds the namespace of the workers, whatever the gateway does. */
export const workerLimitValues = {
  quota: group('ResourceQuota of the namespace of the workers.', {
    enabled: flag('Write the ResourceQuota.', false),
    hard: map(quantity, 'Limits by resource.', {
      default: { pods: '256' },
      example: { pods: '256', 'limits.memory': '1Ti' },
    }),
  }),
  limitRange: group('LimitRange of the namespace of the workers.', {
    enabled: flag('Write the LimitRange.', false),
    limits: tree<readonly object[]>('list', 'Limits, as a LimitRange spells them.', {
      default: [{ type: 'Container', max: { cpu: '32', memory: '256Gi' } }],
    }),
  }),
  admissionPolicy: group(
    'ValidatingAdmissionPolicy and its binding: the gateway may make only pods with the image and ServiceAccount of a PodTemplate of this installation. Both are objects of the whole cluster; Kubernetes 1.30.',
    {
      enabled: flag('Write the policy.', false),
      extraImages: list(text('Reference of an image.'), 'More images a worker pod may hold, for example of a mesh.', {
        example: ['docker.io/istio/proxyv2:1.27.0'],
      }),
    },
  ),
};
