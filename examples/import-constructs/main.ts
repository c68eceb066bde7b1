import { DefaultDeny, System, WorkerNetworkPolicy, WorkerPool } from '@brooder/constructs';
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';

const app = new App();

// Something of ours that queries the warehouse.
const reports = new Chart(app, 'reports', { namespace: 'reports' });
const labels = { 'app.kubernetes.io/name': 'nightly-report' };
new ApiObject(reports, 'nightly-report', {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'nightly-report', labels },
  spec: {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          {
            name: 'report',
            image: 'registry.example.com/nightly-report:1.4.0',
            env: [{ name: 'PGHOST', value: 'brooder-pg.brooder.svc' }],
          },
        ],
      },
    },
  },
});

// One more pool for the installation "brooder", and the network policies of its workers.
const warehouse = new Chart(app, 'warehouse');
const system = new System({ release: 'brooder', namespace: 'brooder' });
const pool = new WorkerPool(warehouse, 'reports', {
  system,
  pool: 'reports',
  image: 'registry.example.com/brooder/worker:0.1.0',
  size: { cpu: '4', memory: '32Gi' },
  warmTarget: 1,
  nodeSelector: { 'node.kubernetes.io/instance-type': 'r7i.2xlarge' },
});
new DefaultDeny(warehouse, 'default-deny', { system });
new WorkerNetworkPolicy(warehouse, 'network', { system, egress: [{ cidr: '203.0.113.0/24' }] });

// The escape hatch: a field that the part has no prop for.
pool.object.addJsonPatch(JsonPatch.add('/template/spec/schedulerName', 'batch-scheduler'));

app.synth();
