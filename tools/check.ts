/** `npm run check`: format and lint, types, generated pages, chart and manifests. Exit code 1 when any of them fails; all of them run. */
import { spawnSync } from 'node:child_process';

const steps: readonly [name: string, command: string, ...args: string[]][] = [
  ['format and lint', 'biome', 'check', '--error-on-warnings', '.'],
  ['types', 'tsc', '--project', '.'],
  ['generated pages', 'node', 'tools/generate-docs.ts', '--check'],
  ['the chart in charts/', 'node', 'src/main.ts', 'chart', '--check'],
  ['the manifests in dist/', 'node', 'src/app.ts', '--check'],
];

const failed = steps.filter(([name, command, ...args]) => {
  console.error(`check: ${name}`);
  return spawnSync(command, args, { stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) {
  console.error(`check failed: ${failed.map(([name]) => name).join(', ')}`);
  process.exitCode = 1;
}
