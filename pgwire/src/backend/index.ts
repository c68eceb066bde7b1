export * from './authentication.ts';
export * from './copy.ts';
export * from './error-response.ts';
export * from './results.ts';
export * from './session.ts';
