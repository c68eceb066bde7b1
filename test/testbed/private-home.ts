import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Stands for the developer's home. Rendering and linting write nothing there; what another command writes stays inside the clone. */
const home = fileURLToPath(new URL('../../node_modules/.cache/brooder-testbed-home', import.meta.url));

/**
 * The whole environment of a tool under test: no kubeconfig, plugin, proxy or setting of the developer gets in, and a look into the
 * network ends at a closed port of this machine, so that a test that would need it fails in the same way everywhere.
 */
export function privateEnvironment(): NodeJS.ProcessEnv {
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
