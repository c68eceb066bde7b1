/** How many gateways there are, how many may be missing, and who goes first. */
export { BrooderPriorityClass, type BrooderPriorityClassProps } from './brooder-priority-class.ts';
export { GatewayAutoscaler, type GatewayAutoscalerProps } from './gateway-autoscaler.ts';
export { GatewayDisruptionBudget, type GatewayDisruptionBudgetProps } from './gateway-disruption-budget.ts';
export { GatewayScaledObject, type GatewayScaledObjectProps } from './gateway-scaled-object.ts';
