import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** A temporary folder of this process, removed when it ends: what tools keep in a home must not touch the developer's. */
export function privateHome(): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'brooder-testbed-home-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return folder;
}

/**
 * The whole environment of a tool under test: no kubeconfig, plugin, proxy or setting of the developer gets in, and a look into the
 * network ends at a closed port of this machine, so that a test that would need it fails in the same way everywhere.
 */
export function privateEnvironment(): NodeJS.ProcessEnv {
  const home = privateHome();
  const nowhere = 'http://127.0.0.1:9';
  return {
    PATH: process.env.PATH,
    HOME: home,
    TMPDIR: process.env.TMPDIR,
    KUBECONFIG: '/dev/null',
    HELM_CACHE_HOME: join(home, 'helm-cache'),
    HELM_CONFIG_HOME: join(home, 'helm-config'),
    HELM_DATA_HOME: join(home, 'helm-data'),
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: '127.0.0.1,localhost',
  };
}
