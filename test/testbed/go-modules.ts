import { tmpdir } from 'node:os';
import { output, runProgram } from './run-program.ts';

/** @throws when Go is not installed, saying what needs it and what to do instead */
export async function requireGo(purpose: string): Promise<void> {
  const version = await runProgram('go', ['version']).catch(() => undefined);
  if (version?.status === 0) return;
  throw new Error(
    `Go is not installed, and ${purpose} needs it. Install Go 1.26 or newer (https://go.dev/dl/) so that \`go version\` works.`,
  );
}

export interface DownloadedModule {
  /** The module's files, read only. */
  Dir: string;
  /** Its go.mod. */
  GoMod: string;
  Sum: string;
}

/**
 * Files of a published Go module, from Go's module cache or proxy.
 * @param sum  what Go's checksum of it must be @throws when it cannot be had or is not what was pinned
 */
export async function downloadModule(module: string, version: string, sum?: string): Promise<DownloadedModule> {
  const finished = await runProgram('go', ['mod', 'download', '-json', `${module}@${version}`], {
    cwd: tmpdir(),
    env: { ...process.env, GOWORK: 'off' },
    timeoutMs: 300_000,
  });
  const answer = (finished.stdout.trim() === '' ? {} : JSON.parse(finished.stdout)) as Partial<DownloadedModule> & {
    Error?: string;
  };
  if (finished.status !== 0 || answer.Dir === undefined || answer.GoMod === undefined || answer.Sum === undefined)
    throw new Error(`cannot download Go module ${module}@${version}: ${answer.Error ?? finished.stderr}`);
  if (sum !== undefined && answer.Sum !== sum)
    throw new Error(`Go module ${module}@${version} has sum ${answer.Sum}, pinned is ${sum}`);
  return { Dir: answer.Dir, GoMod: answer.GoMod, Sum: answer.Sum };
}

/** Runs a go command in `cwd` with its own module only. @throws with go's words */
export async function go(args: readonly string[], cwd: string, timeoutMs: number): Promise<string> {
  return output('go', args, {
    cwd,
    // Without cgo the result depends on no C compiler and no system library.
    env: { ...process.env, GOWORK: 'off', GOFLAGS: '', CGO_ENABLED: '0' },
    timeoutMs,
  });
}
