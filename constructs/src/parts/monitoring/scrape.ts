/** What all scrape targets share. */

import type { Construct } from 'constructs';
import { lessThan, milliseconds, Refusal, str, type Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

/** Name of the metrics port on gateway pods and on their Service. */
export const metricsPortName = 'metrics';
export const metricsPath = '/metrics';
/** The label whose value becomes Prometheus' label `job`: the release's name, which `seriesOf` looks for. */
export const jobLabel = 'app.kubernetes.io/instance';

export interface ScrapeProps {
  readonly system: System;
  /**
   * Time between two scrapes, such as `30s`.
   * @default 30s
   */
  readonly interval?: Value<string>;
  /**
   * A scrape without an answer by then has failed; at most the interval.
   * @default 10s
   */
  readonly scrapeTimeout?: Value<string>;
  /**
   * Where the values stand, for the text of a refusal.
   * @default the name of the props
   */
  readonly path?: string;
}

export const scrapeDefaults = { interval: '30s', scrapeTimeout: '10s' } as const;

/** Refuses a time-out that is longer than the interval: Prometheus would reject its whole configuration for it. */
export function refuseLateTimeout(scope: Construct, props: ScrapeProps): void {
  const { interval = scrapeDefaults.interval, scrapeTimeout = scrapeDefaults.scrapeTimeout, path = '' } = props;
  new Refusal(
    scope,
    'timeout',
    lessThan(milliseconds(interval), milliseconds(scrapeTimeout)),
    str`${path}scrapeTimeout is ${scrapeTimeout}, longer than the interval ${interval}. Make it at most the interval.`,
  );
}
