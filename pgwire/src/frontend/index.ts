export type { FrontendMessage } from './message.ts';
export { parseOptions } from './options.ts';
export { FrontendReader } from './reader.ts';
export { parseSaslInitial, parseSaslResponse, type SaslInitial } from './sasl-messages.ts';
export { StartupReader, type StartupRequest } from './startup.ts';
