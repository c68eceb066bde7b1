import { Failure, failures } from '@brooder/contracts';
import type { PingTarget } from './target.ts';

/** Codes of Node's TLS for a certificate that nothing vouches for; source: Node docs, "X509 certificate error codes". */
const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** What a client library threw, in words that say what to do. The libraries' own text is kept where it says more. */
export function failureOf(thrown: unknown, { host, port, user }: PingTarget, doing: string): Failure {
  if (thrown instanceof Failure) return thrown;
  const cause = rootOf(thrown);
  const { code, message } = cause as Error & { code?: string };
  const said = (reason: string) => failures.invalidRequest({ reason }, { cause: thrown });
  const text = `${code ?? ''} ${message}`;
  if (code === '28P01') return failures.loginRefused({ user }, { hint: 'Check BROODER_PASSWORD.', cause: thrown });
  if (untrusted.has(code ?? '') || /self-signed certificate|unable to (get|verify)/i.test(message))
    return said(
      `The certificate of ${host}:${port} is signed by nobody who is trusted here. Give its PEM file with --ca-file, or --insecure to accept any.`,
    );
  if (/ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate/.test(text))
    return said(
      `The certificate of ${host}:${port} is for another name. Give that name with --server-name. (${message})`,
    );
  const unreachable = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|Name resolution failed/.exec(text);
  if (unreachable) return said(`Nothing answers at ${host}:${port} (${unreachable[0]}).`);
  if (code && /^[0-9A-Z]{5}$/.test(code)) return failures.engine({ message }, { sqlstate: code, cause: thrown });
  return said(`${host}:${port} failed while ${doing}: ${message || code || 'the connection ended'}.`);
}

/** fetch hides what happened in `cause`. */
function rootOf(thrown: unknown): unknown {
  let root = thrown;
  for (let depth = 0; depth < 5 && root instanceof Error && root.cause instanceof Error; depth++) root = root.cause;
  return root instanceof AggregateError ? root.errors[0] : root;
}
