/** Short-lived pods that only Helm runs: Jobs after an install, and tests. */
export type { CommandPodProps, CommandProps } from './command-pod.ts';
export type { JobLimits } from './hook-job.ts';
export { MigrationJob, type MigrationJobProps } from './migration-job.ts';
