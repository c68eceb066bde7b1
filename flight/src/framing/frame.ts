/** One FlightData message. `header` is an Arrow IPC message without its 8-byte prefix; `body` are its buffers, already padded to 8 bytes. */
export interface FlightFrame {
  descriptor?: Uint8Array;
  header: Uint8Array;
  metadata: Uint8Array;
  body: readonly Uint8Array[];
}

/** Like FlightFrame, but all parts are views of the received message, and the body is one piece. */
export interface DecodedFrame {
  descriptor?: Uint8Array;
  header: Uint8Array;
  metadata: Uint8Array;
  body: Uint8Array;
}

export function encodeFrame(frame: FlightFrame): Buffer {
  throw new Error(`not written: ${frame.header.length}`);
}

/** @throws protocolViolation on a malformed message */
export function decodeFrame(bytes: Uint8Array): DecodedFrame {
  throw new Error(`not written: ${bytes.length}`);
}
