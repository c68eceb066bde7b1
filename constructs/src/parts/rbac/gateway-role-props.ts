import type { Value } from '../../expr/index.ts';
import type { System } from '../../system/index.ts';

export interface GatewayRoleProps {
  readonly system: System;
  /**
   * ServiceAccount of the gateway, in the release's namespace.
   * @default `<fullname>-gateway`
   */
  readonly account?: Value<string>;
}
