import type { Body, Value } from '../../expr/index.ts';

/** How often and how long a Job may try. */
export interface JobLimits {
  /**
   * Pods that may fail before the Job does.
   * @default 3
   */
  readonly backoffLimit?: Value<number>;
  /**
   * Seconds after which the Job is ended as failed, all its pods together.
   * @default 600
   */
  readonly activeDeadlineSeconds?: Value<number>;
}

export const limitsOf = ({ backoffLimit = 3, activeDeadlineSeconds = 600 }: JobLimits): Record<string, Body> => ({
  backoffLimit,
  activeDeadlineSeconds,
});
