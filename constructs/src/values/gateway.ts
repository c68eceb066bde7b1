import { group, integer, text } from '../schema/index.ts';

/** The gateway's pods. */
export const gatewayValues = {
  image: group('Image of the gateway and of its jobs.', {
    registry: text('Registry host; empty: the container runtime decides.'),
    repository: text('Repository.', { default: 'brooder/gateway', mayBeEmpty: false }),
    tag: text('Tag; empty: the version of the chart.'),
    digest: text('Digest `sha256:…`; wins over the tag.', { form: 'imageDigest' }),
    pullPolicy: text('When the kubelet pulls it.', {
      default: 'IfNotPresent',
      oneOf: ['Always', 'IfNotPresent', 'Never'],
    }),
  }),
  replicaCount: integer('Gateway pods. Left out of the Deployment when autoscaling or keda is on.', 2, { minimum: 0 }),
};
