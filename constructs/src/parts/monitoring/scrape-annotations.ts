import { choose, equals, str, type Value } from '../../expr/index.ts';
import { metricsPath } from './scrape.ts';

/**
 * Annotations of gateway pods that the CloudWatch agent and the AWS Distro for OpenTelemetry look for, when metrics go to AWS; else none.
 *
 * @param port  container port of the metrics listener
 */
export const scrapeAnnotations = (sink: Value<string>, port: Value<number>): Value<Readonly<Record<string, string>>> =>
  choose<Readonly<Record<string, string>>>(
    equals(sink, 'aws'),
    {
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': str`${port}`,
      'prometheus.io/path': metricsPath,
    } as never,
    {},
  );
