import type { Settings } from '@brooder/contracts';

export interface Finding {
  subject: string;
  verdict: 'ok' | 'warning' | 'problem';
  found: string;
  /** What to do; absent when all is well. */
  mend?: string;
}

export type Check = (settings: Settings) => Finding | Promise<Finding>;
