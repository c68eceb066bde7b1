/** Short-lived pods of the gateway's image: Jobs after an install, and what `helm test` runs. */
export type { CommandPodProps, CommandProps } from './command-pod.ts';
export type { JobLimits } from './job-limits.ts';
export { MigrationJob, type MigrationJobProps } from './migration-job.ts';
export { type SecretKey, SeedJob, type SeedJobProps, secretKeyNode } from './seed-job.ts';
export { TestClosedPort, type TestClosedPortProps } from './test-closed-port.ts';
export { TestNetworkPolicy, type TestNetworkPolicyProps } from './test-network-policy.ts';
export { type ClientLogin, clientLogin, TestPod, type TestPodProps } from './test-pod.ts';
