import { failures } from '@brooder/contracts';
import {
  type handleBidiStreamingCall,
  logVerbosity,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  setLogVerbosity,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { flightMethods, methodPath } from '../wire/index.ts';
import type { CallContext, FlightHandler, FlightHandlers } from './handlers.ts';
import { type RunningCall, runCall } from './run-call.ts';

export interface ServeOptions<Identity> {
  host: string;
  /** 0 picks a free port. */
  port: number;
  /** How the port is called in the error when it is taken. */
  portName?: { what: string; flag: string };
  /** PEM. Absent: plaintext. */
  tls?: { cert: string | Buffer; key: string | Buffer };
  /** Who calls; runs before the handler of every method. @throws any Failure, which ends the call */
  authenticate(call: CallContext<undefined>): Promise<Identity>;
  handlers: FlightHandlers<Identity>;
  /** Calls at once on one connection; 1000 when absent. */
  maxConcurrentStreams?: number;
  /** Largest request message in bytes; 64 MiB when absent. */
  maxMessageBytes?: number;
  /** Cause of every call that failed for a reason that is not a Failure. */
  onInternalError?(method: string, cause: unknown): void;
}

export interface FlightServer {
  readonly port: number;
  /** Refuses new calls, lets running ones end within `graceMs`, then resets them. */
  close(graceMs: number): Promise<void>;
}

const defaultMessageBytes = 64 * 1024 * 1024;
const identity = (message: Buffer): Buffer => message;

/**
 * Serves arrow.flight.protocol.FlightService. Messages pass undecoded: every method is registered as a stream of raw bytes both ways,
 * which on the wire is the same as a unary method.
 *
 * @throws portInUse, portForbidden, or the system's error
 */
export async function serveFlight<Identity>(options: ServeOptions<Identity>): Promise<FlightServer> {
  // Its only line is the reason of a failed bind, which is thrown as well.
  if (process.env.GRPC_VERBOSITY === undefined) setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    'grpc.max_receive_message_length': options.maxMessageBytes ?? defaultMessageBytes,
    'grpc.max_send_message_length': -1,
    'grpc.max_concurrent_streams': options.maxConcurrentStreams ?? 1000,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.enable_channelz': 0,
  });
  const running = new Set<RunningCall>();
  const service: Record<string, ServiceDefinition[string]> = {};
  const implementation: UntypedServiceImplementation = {};
  for (const method of flightMethods) {
    const handler = options.handlers[method] ?? notImplemented;
    service[method] = {
      path: methodPath(method),
      requestStream: true,
      responseStream: true,
      requestSerialize: identity,
      requestDeserialize: identity,
      responseSerialize: identity,
      responseDeserialize: identity,
    };
    const handle: handleBidiStreamingCall<Buffer, Buffer> = (stream) => {
      // runCall reports every outcome on the stream; nothing is left to await.
      void runCall(method, stream, handler, options.authenticate, running, options.onInternalError);
    };
    implementation[method] = handle;
  }
  server.addService(service, implementation);

  const credentials = options.tls
    ? ServerCredentials.createSsl(null, [
        { cert_chain: Buffer.from(options.tls.cert), private_key: Buffer.from(options.tls.key) },
      ])
    : ServerCredentials.createInsecure();
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${options.port}`, credentials, (error, bound) => {
      if (error) reject(bindFailure(error, options));
      else resolve(bound);
    });
  });
  return { port, close: (graceMs) => shutDown(server, `${host}:${port}`, running, graceMs) };
}

const notImplemented: FlightHandler = async (call) => {
  throw failures.unsupported({ what: `The Flight method ${call.method}`, instead: 'This server has no such method.' });
};

function bindFailure(error: Error, options: Pick<ServeOptions<unknown>, 'port' | 'portName'>): Error {
  const name = options.portName ?? { what: 'Flight SQL', flag: '--flight-port' };
  if (error.message.includes('EADDRINUSE'))
    return failures.portInUse({ port: options.port, ...name }, { cause: error });
  if (error.message.includes('EACCES'))
    return failures.portForbidden({ port: options.port, ...name }, { cause: error });
  return error;
}

/** After the grace, handlers are told to stop and may send their last word; then connections are cut. */
const lastWordMs = 250;

function shutDown(server: Server, address: string, running: ReadonlySet<RunningCall>, graceMs: number): Promise<void> {
  // forceShutdown would find no connections: grpc-js counts them with channelz, which is off.
  server.drain(address, graceMs + lastWordMs);
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      for (const call of [...running]) call.stop(failures.draining({ what: 'This server' }));
    }, graceMs);
    // Called once every connection is gone.
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
