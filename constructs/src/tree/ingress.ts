import type { Construct } from 'constructs';
import { and, equals, not, or, Refusal, type Value, whenBlock } from '../expr/index.ts';
import { GatewayHttpRoute, GatewayIngress, GatewayStreamRoute } from '../parts/ingress/index.ts';
import type { TreeContext } from './context.ts';

/** Ways in from outside the cluster. */
export function addIngress(scope: Construct, context: TreeContext): void {
  const { system, values } = context;
  const { ingress, gatewayApi, service } = values;
  whenBlock(scope, 'ingress', ingress.enabled, (s) => {
    new GatewayIngress(s, 'ingress', {
      system,
      hosts: ingress.hosts,
      className: ingress.className,
      annotations: ingress.annotations,
      tls: ingress.tls,
    });
  });
  whenBlock(scope, 'http-route', gatewayApi.http.enabled, (s) => {
    const { enabled: _, ...props } = gatewayApi.http;
    new GatewayHttpRoute(s, 'http-route', { system, port: service.api.port, ...props });
  });
  for (const listener of ['pg', 'flight'] as const) {
    const { enabled, apiVersion, ...props } = gatewayApi[listener];
    whenBlock(scope, `${listener}-route`, enabled, (s) => {
      new GatewayStreamRoute(s, 'route', {
        system,
        listener,
        version: apiVersion,
        port: service[listener].port,
        ...props,
      });
    });
  }
  refuseIngress(scope, context);
}

function refuseIngress(scope: Construct, { values: { ingress, gatewayApi, service } }: TreeContext): void {
  const refuse = (id: string, condition: Value<unknown>, message: string) => new Refusal(scope, id, condition, message);
  refuse(
    'no-hosts',
    and(ingress.enabled, not(ingress.hosts)),
    'ingress.hosts: it is empty, but ingress.enabled is true. Give at least one host.',
  );
  for (const route of ['http', 'pg', 'flight'] as const) {
    const { enabled, parentRefs } = gatewayApi[route];
    refuse(
      `${route}-without-parents`,
      and(enabled, not(parentRefs)),
      `gatewayApi.${route}.parentRefs: it is empty, but gatewayApi.${route}.enabled is true. Name the Gateway that the route joins.`,
    );
  }
  for (const listener of ['pg', 'flight'] as const) {
    const { enabled, kind, apiVersion, hostnames } = gatewayApi[listener];
    const path = `gatewayApi.${listener}`;
    refuse(
      `${listener}-without-names`,
      and(enabled, equals(kind, 'TLSRoute'), not(hostnames)),
      `${path}.hostnames: it is empty, but a TLSRoute goes by host names. Give at least one, or set ${path}.kind to TCPRoute.`,
    );
    refuse(
      `${listener}-with-names`,
      and(enabled, equals(kind, 'TCPRoute'), hostnames),
      `${path}.hostnames: a TCPRoute knows no host names. Remove them, or set ${path}.kind to TLSRoute.`,
    );
    refuse(
      `${listener}-version`,
      and(enabled, equals(kind, 'TCPRoute'), equals(apiVersion, 'v1alpha3')),
      `${path}.apiVersion: there is no TCPRoute of v1alpha3. Take v1, or v1alpha2 before Gateway API 1.6.`,
    );
    refuse(
      `${listener}-without-service`,
      and(enabled, not(service[listener].enabled)),
      `${path}: it is enabled, but service.${listener}.enabled is false, so there is nothing to send connections to. Set it to true.`,
    );
  }
  refuse(
    'web-without-service',
    and(or(ingress.enabled, gatewayApi.http.enabled), not(service.api.enabled)),
    'ingress and gatewayApi.http need the Service of REST, but service.api.enabled is false. Set it to true.',
  );
}
