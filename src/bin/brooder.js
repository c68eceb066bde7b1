#!/usr/bin/env node
// Starts the command line under the Node that this package brings along, whatever Node the machine has: the sources are TypeScript and
// need Node's type stripping.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const enough = Number(process.versions.node.split('.')[0]) >= 24;

function bundledNode() {
  try {
    const manifest = module.createRequire(import.meta.url).resolve('node/package.json');
    const binary = fileURLToPath(new URL('./bin/node', `file://${manifest}`));
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

if (enough) {
  // Compiled once, loaded from there: half the time of a short command. A place that cannot be written is passed over.
  module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/brooder-compile', import.meta.url)));
  await import(main);
} else {
  const node = bundledNode();
  if (!node) {
    console.error(
      `brooder needs Node 24 or newer, and this is ${process.version}. Run "npm ci" in its directory to get one.`,
    );
    process.exit(1);
  }
  const child = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(child.status ?? 1);
}
