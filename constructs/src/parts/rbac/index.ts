/** What the gateway may do with the Kubernetes API. */
export { GatewayReleaseRole, type GatewayReleaseRoleProps } from './gateway-release-role.ts';
export type { GatewayRoleProps } from './gateway-role-props.ts';
export { GatewayWorkerRole, type GatewayWorkerRoleProps } from './gateway-worker-role.ts';
