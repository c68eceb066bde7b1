/**
 * Tickets on their way through the gateway: sealed to one session of one org on the way out, opened on the way in. A worker's own
 * ticket never leaves the gateway, so a client can neither forge one nor use another session's.
 */
import { flightMessages, openTicket, pack, packTicket, sealTicket, unpack, unpackTicket } from '@brooder/flight';

export interface TicketSeal {
  /** 32 bytes, the same on every gateway. */
  key: Uint8Array;
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface TicketOwner {
  id: string;
  org: string;
}

const bindingOf = ({ id, org }: TicketOwner) => `${id}/${org}`;

/** A worker's FlightInfo with its tickets sealed and its locations taken out: clients come back over the connection they have. */
export function sealFlightInfo(seal: TicketSeal, owner: TicketOwner, message: Uint8Array): Uint8Array {
  const info = unpack(flightMessages.FlightInfoSchema, message, "a worker's FlightInfo");
  sealEndpoints(seal, owner, info);
  return pack(flightMessages.FlightInfoSchema, info);
}

export function sealPollInfo(seal: TicketSeal, owner: TicketOwner, message: Uint8Array): Uint8Array {
  const poll = unpack(flightMessages.PollInfoSchema, message, "a worker's PollInfo");
  if (poll.info) sealEndpoints(seal, owner, poll.info);
  return pack(flightMessages.PollInfoSchema, poll);
}

function sealEndpoints(seal: TicketSeal, owner: TicketOwner, info: flightMessages.FlightInfo): void {
  for (const endpoint of info.endpoint) {
    endpoint.location = [];
    if (endpoint.ticket)
      endpoint.ticket.ticket = sealTicket(seal.key, endpoint.ticket.ticket, bindingOf(owner), { now: seal.now });
  }
}

/** A client's Ticket message as the worker made it. @throws invalidTicket, protocolViolation */
export function openTicketMessage(seal: TicketSeal, owner: TicketOwner, message: Uint8Array): Uint8Array {
  return packTicket(openTicket(seal.key, unpackTicket(message), bindingOf(owner), { now: seal.now }));
}
