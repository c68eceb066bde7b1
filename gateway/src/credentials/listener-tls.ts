/** Certificate and key of the listeners: the operator's own files, or a self-signed pair kept in the data directory. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { type Clock, environmentOf, failures, flagOf, type Random } from '@brooder/contracts';
import { keyPem, makeCertificate, makeKeyPair } from './certificate.ts';

export interface TlsFiles {
  /** PEM certificate, or chain with the server's own first. */
  cert: string;
  /** PEM private key. */
  key: string;
}

const day = 24 * 3600 * 1000;
const validDays = 397;
const renewBelowDays = 30;
const selfSignedName = 'brooder';

/**
 * The pair in `directory`, server.crt and server.key, made when it is missing, unreadable as a pair, for other hosts, or within 30 days of its end.
 * @throws dataDirUnusable when the directory cannot be written
 */
export async function selfSignedServer(options: {
  directory: string;
  /** DNS names and IP addresses clients connect to. */
  hosts: readonly string[];
  clock: Clock;
  random: Random;
}): Promise<TlsFiles> {
  const files = { cert: join(options.directory, 'server.crt'), key: join(options.directory, 'server.key') };
  const kept = await Promise.all([readFile(files.cert, 'utf8'), readFile(files.key, 'utf8')]).catch(() => undefined);
  if (kept !== undefined) {
    const pair = { cert: kept[0], key: kept[1] };
    if (stillGood(pair, options)) return pair;
  }
  const pair = await makeSelfSigned(options);
  try {
    await mkdir(options.directory, { recursive: true, mode: 0o700 });
    // The key first: a crash in between leaves a pair that does not match, which the next start replaces.
    await replaceFile(files.key, pair.key);
    await replaceFile(files.cert, pair.cert);
  } catch (error) {
    throw failures.dataDirUnusable({ dir: options.directory, reason: reasonOf(error) }, { cause: error });
  }
  return pair;
}

/** A self-signed pair for these hosts, valid for 397 days. */
export async function makeSelfSigned(options: {
  hosts: readonly string[];
  clock: Clock;
  random: Random;
}): Promise<TlsFiles> {
  const own = await makeKeyPair();
  const now = options.clock.wall().getTime();
  const cert = makeCertificate({
    commonName: selfSignedName,
    publicKey: own.publicKey,
    issuer: { commonName: selfSignedName, ...own },
    serial: options.random.bytes(16),
    notBefore: new Date(now - day),
    notAfter: new Date(now + validDays * day),
    usage: { kind: 'server', hosts: options.hosts },
  });
  return { cert, key: keyPem(own.privateKey) };
}

/** Whether this pair is one that `makeSelfSigned` made and that should be made again; a pair from anybody else is never ours to replace. */
export function needsRenewal(pair: TlsFiles, options: { hosts: readonly string[]; clock: Clock }): boolean {
  try {
    const { subject, issuer } = new X509Certificate(pair.cert);
    return subject === `CN=${selfSignedName}` && issuer === subject && !stillGood(pair, options);
  } catch {
    return false;
  }
}

function stillGood(pair: TlsFiles, options: { hosts: readonly string[]; clock: Clock }): boolean {
  try {
    const cert = new X509Certificate(pair.cert);
    return (
      cert.checkPrivateKey(createPrivateKey(pair.key)) &&
      cert.validToDate.getTime() - options.clock.wall().getTime() > renewBelowDays * day &&
      options.hosts.every((host) => cert.checkHost(host) ?? cert.checkIP(host))
    );
  } catch {
    // Not a certificate or not a key: made again.
    return false;
  }
}

/** Written whole or not at all, readable by its owner only. */
async function replaceFile(path: string, content: string): Promise<void> {
  const draft = `${path}.draft`;
  await writeFile(draft, content, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
}

/**
 * The operator's certificate and key, checked before any listener opens.
 * @throws missingFile     a file that cannot be read
 * @throws invalidSetting  a file that is no PEM of its kind, a key of another certificate, an expired certificate
 */
export async function loadTls(certFile: string, keyFile: string, clock: Clock): Promise<TlsFiles> {
  const [cert, key] = await Promise.all([readRequired(certFile), readRequired(keyFile)]);
  const refuse = (name: 'tlsCertFile' | 'tlsKeyFile', expected: string, actual: string, cause?: unknown) =>
    failures.invalidSetting({ name, expected, actual, source: `${flagOf(name)} or ${environmentOf(name)}` }, { cause });
  const problem = tlsProblem({ cert, key }, clock);
  if (problem === undefined) return { cert, key };
  const [name, file] =
    problem.in === 'cert' ? (['tlsCertFile', certFile] as const) : (['tlsKeyFile', keyFile] as const);
  throw refuse(name, problem.expected, `${file} (${problem.actual})`, problem.cause);
}

export interface TlsProblem {
  in: keyof TlsFiles;
  expected: string;
  /** What is there instead; says nothing of the content. */
  actual: string;
  cause?: unknown;
}

/** Why listeners cannot use this pair, or undefined when they can. */
export function tlsProblem({ cert, key }: TlsFiles, clock: Clock): TlsProblem | undefined {
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(cert);
  } catch (cause) {
    return { in: 'cert', expected: 'a PEM certificate chain', actual: 'it holds none', cause };
  }
  try {
    if (!parsed.checkPrivateKey(createPrivateKey(key))) {
      return {
        in: 'key',
        expected: 'the private key of the certificate',
        actual: 'it is the key of another certificate',
      };
    }
    createSecureContext({ cert, key });
  } catch (cause) {
    return { in: 'key', expected: 'an unencrypted PEM private key', actual: 'it holds none', cause };
  }
  if (parsed.validToDate.getTime() > clock.wall().getTime()) return undefined;
  return { in: 'cert', expected: 'a certificate that is still valid', actual: `it ended on ${parsed.validTo}` };
}

async function readRequired(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw failures.missingFile({ file }, { cause: error });
  }
}

const reasonOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be written';
