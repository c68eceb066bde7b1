export { type DecodedFrame, decodeFrame, encodeFrame, type FlightFrame, noBytes } from './frame.ts';
