import type { Command } from 'commander';
import { addInstallationOptions, type InstallationFlags } from '../synth/options.ts';

interface SynthFlags extends InstallationFlags {
  output: string;
  stdout?: boolean;
  json?: boolean;
}

export function registerSynth(program: Command): void {
  addInstallationOptions(
    program.command('synth').description('write the Kubernetes manifests of an installation, one file a concern'),
  )
    .option('-o, --output <dir>', 'folder to write to; files of others in it are left alone', 'dist')
    .option('--stdout', 'print the manifests and write nothing')
    .option('--json', 'print what was written as JSON; with --stdout, print the objects as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ brooder synth -f values.yaml --release pond --namespace pond -o manifests\n  $ brooder synth --set replicaCount=3 --stdout | kubectl apply --server-side -f -',
    )
    .action(synth);
}

async function synth(flags: SynthFlags): Promise<void> {
  const { release: name, namespace } = flags;
  const { gatherOverrides, manifestFiles, renderInstallation, synthFiles, writeFiles } = await import(
    '../synth/index.ts'
  );
  const manifests = renderInstallation({ overrides: gatherOverrides(flags), release: { name, namespace } });
  const files = manifestFiles(manifests);
  if (flags.stdout) {
    const text = flags.json
      ? `${JSON.stringify([...manifests.values()].flat(), null, 2)}\n`
      : [...files.values()].join('---\n');
    process.stdout.write(text);
    return;
  }
  const result = writeFiles(flags.output, files, synthFiles);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ folder: flags.output, ...result })}\n`);
    return;
  }
  for (const path of result.written) process.stdout.write(`wrote    ${flags.output}/${path}\n`);
  for (const path of result.removed) process.stdout.write(`removed  ${flags.output}/${path}\n`);
  const objects = [...manifests.values()].flat().length;
  const changed = result.written.length + result.removed.length;
  const outcome = changed === 0 ? 'nothing changed' : `${changed} changed`;
  process.stdout.write(
    `${objects} objects of release "${name}" in ${files.size} files in ${flags.output}; ${outcome}.\n`,
  );
}
