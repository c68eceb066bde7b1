export { type ScramOptions, ScramServer } from './server.ts';
export { makeVerifier, mockVerifier, parseVerifier, type ScramVerifier, verifyPassword } from './verifier.ts';
