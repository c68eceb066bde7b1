import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type ToolName = 'helm' | 'kubectl' | 'kubeconform';

/**
 * Where a tool is: in the folder `BROODER_TEST_TOOLS` when that is set, else on `PATH`.
 * A set folder is the only place looked at, so a run never mixes versions.
 */
export function findTool(name: ToolName): string | undefined {
  const folders = process.env.BROODER_TEST_TOOLS
    ? [process.env.BROODER_TEST_TOOLS]
    : (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** Like {@link findTool}. @throws when it is nowhere; tests ask with `requireTool` first */
export function toolPath(name: ToolName): string {
  const path = findTool(name);
  if (path === undefined) throw new Error(`${name} is missing: ${howToGet}`);
  return path;
}

export const howToGet = 'run  eval "$(npm run --silent testbed)"  in the repository first';

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
