export { type BearerClaims, openBearer, openTicket, sealBearer, sealTicket } from './seal.ts';
