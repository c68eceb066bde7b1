/** Ways into the gateways from outside the cluster. */
export { GatewayHttpRoute, type GatewayHttpRouteProps } from './gateway-http-route.ts';
export { GatewayIngress, type GatewayIngressProps } from './gateway-ingress.ts';
export { GatewayStreamRoute, type GatewayStreamRouteProps } from './gateway-stream-route.ts';
