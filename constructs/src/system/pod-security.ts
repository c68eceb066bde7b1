import type { Value } from '../expr/index.ts';

/** What the Pod Security Standard "restricted" asks of a pod; source: kubernetes.io "Pod Security Standards". */
export const restrictedPod = <U extends Value<number>>(user: U) => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  seccompProfile: { type: 'RuntimeDefault' },
});

/** The user of our own images. */
export const imageUser = 1000;

/** What it asks of a container, and a root file system that nobody writes to. */
export const restrictedContainer = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};
