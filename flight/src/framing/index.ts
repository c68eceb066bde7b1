export { type DecodedFrame, decodeFrame, encodeFrame, type FlightFrame } from './frame.ts';
