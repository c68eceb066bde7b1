/** The cdk8s app: `npx cdk8s synth` writes its manifests to dist/. */
import { BrooderNamespace } from '@brooder/constructs';
import { App, Chart } from 'cdk8s';

const app = new App();

const namespaces = new Chart(app, 'namespaces');
new BrooderNamespace(namespaces, 'gateway', { name: 'brooder', component: 'gateway' });
new BrooderNamespace(namespaces, 'worker', { name: 'brooder-workers', component: 'worker' });

app.synth();
