import type { Command } from 'commander';
import type { OwnFiles } from '../synth/index.ts';

export function registerChart(program: Command): void {
  program
    .command('chart')
    .description('write the Helm chart that the constructs compile to')
    .option('-o, --output <dir>', 'folder to write to; the chart becomes its folder "brooder"', 'charts')
    .option('--check', 'write nothing; end with 1 when a file differs')
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', '\nExample:\n  $ brooder chart -o charts && helm lint --strict charts/brooder')
    .action(chart);
}

async function chart(flags: { output: string; check?: boolean; json?: boolean }): Promise<void> {
  const { chartMark, chartPackage } = await import('@brooder/constructs');
  const { staleFiles, writeFiles } = await import('../synth/index.ts');
  const folder = `${flags.output}/brooder`;
  const files = chartPackage();
  const own: OwnFiles = { scope: 'below', isOurs: (_, text) => text.includes(chartMark) };
  if (flags.check) {
    const stale = staleFiles(folder, files, own);
    if (flags.json) process.stdout.write(`${JSON.stringify({ folder, stale })}\n`);
    for (const path of stale)
      process.stderr.write(`${folder}/${path} differs from what the constructs say; run "brooder chart".\n`);
    if (stale.length > 0) process.exitCode = 1;
    return;
  }
  const result = writeFiles(folder, files, own);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ folder, ...result })}\n`);
    return;
  }
  for (const path of result.written) process.stdout.write(`wrote    ${folder}/${path}\n`);
  for (const path of result.removed) process.stdout.write(`removed  ${folder}/${path}\n`);
  const changed = result.written.length + result.removed.length;
  process.stdout.write(
    `The chart in ${folder} has ${files.size} files; ${changed === 0 ? 'nothing changed' : `${changed} changed`}.\n`,
  );
}
