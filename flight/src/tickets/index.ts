export { type BearerClaims, openBearer, openTicket, type SealOptions, sealBearer, sealTicket } from './seal.ts';
