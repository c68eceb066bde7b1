export { type DecodedFrame, decodeFrame, EncodedFrame, encodeFrame, type FlightFrame, noBytes } from './frame.ts';
