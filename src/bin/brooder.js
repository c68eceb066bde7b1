#!/usr/bin/env node
// Starts the command line under the Node that this package brings along, whatever Node the machine has: the sources are TypeScript and
// need Node's type stripping.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const enough = Number(process.versions.node.split('.')[0]) >= 24;

function bundledNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json');
    const binary = fileURLToPath(new URL('./bin/node', `file://${manifest}`));
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

if (enough) {
  await import(main);
} else {
  const node = bundledNode();
  if (!node) {
    console.error(
      `brooder needs Node 24 or newer, and this is ${process.version}. Run "npm ci" in its directory to get one.`,
    );
    process.exit(1);
  }
  const child = spawnSync(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(child.status ?? 1);
}
