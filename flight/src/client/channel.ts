import { isIP } from 'node:net';
import { Channel, type ChannelCredentials, type ChannelOptions, connectivityState, credentials } from '@grpc/grpc-js';

export interface ChannelTarget {
  host: string;
  port: number;
  /** Absent: plaintext. `serverName` is the DNS name the certificate must carry, when it is not `host`. `ca` is PEM. */
  tls?: { ca?: string | Buffer; serverName?: string; insecureSkipVerify?: boolean };
  /** HTTP/2 flow-control window in bytes: what the server may send ahead of the reader, per stream and per connection. */
  window?: number;
  /** Largest response message in bytes; 64 MiB when absent. */
  maxMessageBytes?: number;
}

/** Enough for 1 GB/s at 4 ms round trip; a slow reader costs this much memory at most. */
const defaultWindow = 4 * 1024 * 1024;
const defaultMessageBytes = 64 * 1024 * 1024;

/** One connection of its own; not shared with other channels, no proxy, no DNS service configuration, no retry. */
export function openChannel(target: ChannelTarget): Channel {
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const options: ChannelOptions = {
    'grpc.max_receive_message_length': target.maxMessageBytes ?? defaultMessageBytes,
    'grpc.max_send_message_length': -1,
    'grpc-node.flow_control_window': target.window ?? defaultWindow,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.enable_channelz': 0,
    // Retries keep a copy of what was written, and end backpressure for the first bytes of each call.
    'grpc.enable_retries': 0,
    'grpc.per_rpc_retry_buffer_size': 0,
    'grpc.client_idle_timeout_ms': 2_147_483_647,
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5_000,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1_000,
  };
  const name = target.tls?.serverName;
  if (name !== undefined) {
    options['grpc.ssl_target_name_override'] = name;
    options['grpc.default_authority'] = name;
  }
  return new Channel(`${isIP(target.host) === 0 ? 'dns:' : ''}${host}:${target.port}`, credentialsOf(target), options);
}

function credentialsOf({ tls }: ChannelTarget): ChannelCredentials {
  if (!tls) return credentials.createInsecure();
  return credentials.createSsl(
    tls.ca === undefined ? null : Buffer.from(tls.ca),
    null,
    null,
    tls.insecureSkipVerify ? { rejectUnauthorized: false, checkServerIdentity: () => undefined } : {},
  );
}

/** Calls `lost` each time an established connection ends, except by `close()`. */
export function watchLoss(channel: Channel, lost: () => void): void {
  const look = (previous: connectivityState) => {
    const state = channel.getConnectivityState(false);
    if (state === connectivityState.SHUTDOWN) return;
    if (previous === connectivityState.READY && state !== connectivityState.READY) lost();
    channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () => look(state));
  };
  look(connectivityState.IDLE);
}
