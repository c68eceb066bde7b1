/** What the rooms agree on. Depends on nothing. */
export * from './arrow.ts';
export * from './bound-value.ts';
export * from './cancellation.ts';
export * from './duck-type.ts';
export * from './error-table.ts';
export * from './failure.ts';
export * from './labels.ts';
export * from './metrics.ts';
export * from './pg-catalog-names.ts';
export * from './ports.ts';
export * from './resolve-settings.ts';
export * from './seams.ts';
export * from './session-messages.ts';
export * from './settings.ts';
export * from './timeouts.ts';
export * from './worker-actions.ts';
export * from './worker-states.ts';
