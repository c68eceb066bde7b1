import { type PortName, ports } from '@brooder/contracts';

/** Listeners of a gateway, in the order of its ports. Each names its container port, so a Service's own port can be any. */
export const listeners = ['pg', 'flight', 'api', 'metrics'] as const satisfies readonly PortName[];
export type Listener = (typeof listeners)[number];

export const containerPorts = listeners.map((name) => ({ name, containerPort: ports[name], protocol: 'TCP' }));
