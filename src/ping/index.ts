/** One question to one listener of a gateway, as a client would ask it: for `helm test`, and for people who look for a fault. */
export { type PingReport, ping } from './ping.ts';
export { type PingDoor, type PingFlags, pingDoors, readTarget } from './target.ts';
