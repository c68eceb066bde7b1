/**
 * `eval "$(npm run --silent testbed)"` gets ready what chart tests need, and sets the variables that name it: BROODER_TEST_TOOLS (helm,
 * kubectl, kubeconform), BROODER_TEST_KUBECONFIG (an API server with the CRDs of crds.ts), BROODER_TEST_SCHEMAS (for kubeconform).
 * A server that already runs, or one named by BROODER_TEST_KUBECONFIG, is used as it is. `npm run testbed stop` ends ours.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { binaryFolder } from './binaries.ts';
import { requireGo } from './go-modules.ts';
import { installCrds } from './install-crds.ts';
import { withLock } from './lock.ts';
import { writeSchemas } from './openapi-schemas.ts';
import { runningCluster, startCluster, stateFolder, stopCluster } from './own-cluster.ts';

const say = (text: string) => process.stderr.write(text);

async function prepare(): Promise<void> {
  await requireGo('reading the CRDs from Go modules');
  const bin = await binaryFolder(say);
  process.env.BROODER_TEST_TOOLS = bin;
  const folder = stateFolder();
  // A shell that ran this before names our own server, which may have ended since.
  const given = process.env.BROODER_TEST_KUBECONFIG;
  let kubeconfig = given && !given.startsWith(folder) ? given : await runningCluster(bin);
  if (kubeconfig === undefined) {
    say('starting etcd, API server and controllers\n');
    kubeconfig = await startCluster(bin);
  }
  process.env.BROODER_TEST_KUBECONFIG = kubeconfig;
  const served = await installCrds();
  const schemas = join(folder, 'schemas');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const count = await writeSchemas(schemas, served);
  say(`API server ready (${kubeconfig}), ${served.length} kinds from CRDs, ${count} schemas\n`);
  const variables = {
    BROODER_TEST_TOOLS: bin,
    BROODER_TEST_KUBECONFIG: kubeconfig,
    BROODER_TEST_SCHEMAS: schemas,
  };
  for (const [name, value] of Object.entries(variables))
    process.stdout.write(`export ${name}='${value.replaceAll("'", `'\\''`)}'\n`);
}

const command = process.argv[2];
if (command !== undefined && command !== 'stop') {
  say(`unknown command ${command}; expected nothing, or: stop\n`);
  process.exitCode = 2;
} else {
  try {
    await withLock(`${stateFolder()}.lock`, 60 * 60_000, command === 'stop' ? stopCluster : prepare);
  } catch (error) {
    say(`prepare: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
