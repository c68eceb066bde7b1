/** Who may talk to whom. */

export type { WorkerEgress } from '../../values/network.ts';
export { DefaultDeny } from './default-deny.ts';
export { GatewayNetworkPolicy, type GatewayNetworkPolicyProps, type Place } from './gateway-network-policy.ts';
export type { DnsProps } from './peers.ts';
export { WorkerNetworkPolicy, type WorkerNetworkPolicyProps } from './worker-network-policy.ts';
