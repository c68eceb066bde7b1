import { spawn } from 'node:child_process';

/** How a program ended. `status` is null when a signal ended it. */
export interface Finished {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  stdin?: string;
  /** The whole environment; the caller's own is not inherited. Default: the caller's. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Milliseconds after which the program is killed and the call throws. Default 30,000. */
  timeoutMs?: number;
  /** Called with each piece of standard error, for progress of slow programs. */
  onStderr?: (text: string) => void;
}

/** Bytes of one output that are kept in memory; a rendered chart is about 100 KiB, the API server's OpenAPI document about 5 MiB. */
const outputLimit = 64 * 1024 * 1024;

/**
 * Runs `command` to its end. A non-zero exit is an answer, not an error.
 * @throws when the program cannot be started, runs over its deadline, or writes more than 64 MiB
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const started = performance.now();
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const shown = `${command} ${args.join(' ')}`;
  let stdout = '';
  let stderr = '';
  let tooLong = false;
  const bounded = (before: string, text: string) => {
    if (before.length + text.length <= outputLimit) return before + text;
    tooLong = true;
    child.kill('SIGKILL');
    return before;
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout = bounded(stdout, text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = bounded(stderr, text);
    options.onStderr?.(text);
  });
  // A program that ends before it has read its input says why by its exit status; EPIPE adds nothing.
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`cannot run ${shown}: ${error.message}`)));
    child.once('close', resolve);
  });
  if (tooLong) throw new Error(`${shown} wrote more than ${outputLimit} bytes`);
  if (status === null && performance.now() - started >= timeoutMs)
    throw new Error(`${shown} did not end within ${timeoutMs} ms; stderr so far: ${stderr.slice(-2_000)}`);
  return { status, stdout, stderr };
}

/** Like {@link runProgram}, for a program that has to succeed. @returns its standard output @throws with its standard error */
export async function output(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await runProgram(command, args, options);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr.slice(-4_000)}`);
  return stdout;
}
