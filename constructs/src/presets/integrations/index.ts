/** Values for one integration each. */
export { argocd } from './argocd.ts';
export { autoscaling } from './autoscaling.ts';
export { azure } from './azure.ts';
export { azureMonitoring } from './azure-monitoring.ts';
export { certManager } from './cert-manager.ts';
export { configStoreUrl } from './config-store-url.ts';
export { existingSecrets } from './existing-secrets.ts';
export { externalPostgres } from './external-postgres.ts';
export { gatewayApi } from './gateway-api.ts';
export { gcs } from './gcs.ts';
export { googleMonitoring } from './google-monitoring.ts';
export { ingress } from './ingress.ts';
export { keda } from './keda.ts';
export { pools } from './pools.ts';
export { prometheusOperator } from './prometheus-operator.ts';
export { s3 } from './s3.ts';
export { scrapeAnnotations } from './scrape-annotations.ts';
