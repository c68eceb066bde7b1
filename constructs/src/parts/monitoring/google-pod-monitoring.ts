import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { manifest } from '../../expr/index.ts';
import { metricsPath, metricsPortName, refuseLateTimeout, type ScrapeProps, scrapeDefaults } from './scrape.ts';

/**
 * Has Google Cloud's managed Prometheus scrape the gateway pods. It makes the object's own name the label `job`, so the object is named
 * like the release and the dashboard works there too.
 */
export class GooglePodMonitoring extends Construct {
  readonly object: ApiObject;

  constructor(scope: Construct, id: string, props: ScrapeProps) {
    super(scope, id);
    const { system, interval = scrapeDefaults.interval, scrapeTimeout = scrapeDefaults.scrapeTimeout } = props;
    refuseLateTimeout(this, props);
    this.object = manifest(this, 'pod-monitoring', {
      apiVersion: 'monitoring.googleapis.com/v1',
      kind: 'PodMonitoring',
      metadata: system.metadata('monitoring', system.release),
      spec: {
        selector: { matchLabels: system.selector('gateway') },
        endpoints: [{ port: metricsPortName, path: metricsPath, interval, timeout: scrapeTimeout }],
        targetLabels: { metadata: ['pod', 'container', 'node'] },
      },
    });
  }
}
