/** Worker pods: what they are stamped from, who they are, and what bounds them. */
export { fixedVariables } from './pod-settings.ts';
export { allowedImage, WorkerAdmissionPolicy, type WorkerAdmissionPolicyProps } from './worker-admission-policy.ts';
export { WorkerConfig, type WorkerConfigProps, type WorkerSettings } from './worker-config.ts';
export { WorkerLimitRange, type WorkerLimitRangeProps } from './worker-limit-range.ts';
export { WorkerPool } from './worker-pool.ts';
export type { WorkerPoolProps, WorkerProbe, WorkerSize, WorkerVolume } from './worker-pool-props.ts';
export { WorkerQuota, type WorkerQuotaProps } from './worker-quota.ts';
export { WorkerServiceAccount, type WorkerServiceAccountProps } from './worker-service-account.ts';
