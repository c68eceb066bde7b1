/** The gateway's pods and what they need beside Secrets. */
export { GatewayConfig, type GatewayConfigProps } from './gateway-config.ts';
export { GatewayDeployment } from './gateway-deployment.ts';
export { tlsFiles } from './gateway-pod.ts';
export type { GatewayDeploymentProps, GatewayPodProps, GatewayProbe } from './gateway-props.ts';
export { GatewayService, type GatewayServiceProps } from './gateway-service.ts';
export { GatewayServiceAccount, type GatewayServiceAccountProps } from './gateway-service-account.ts';
export { type Listener, listeners } from './listeners.ts';
export { noRootCert, type RootCert, rootCertFile, rootCertMounts, rootCertVolumes } from './root-cert.ts';
export { type SecretVariable, secretVariable } from './secret-variable.ts';
