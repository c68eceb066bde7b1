import { Failure } from '@brooder/contracts';
import type { Command } from 'commander';
import type { Finding } from '../synth/index.ts';
import { addInstallationOptions, type InstallationFlags } from '../synth/options.ts';

interface ValidateFlags extends InstallationFlags {
  strict?: boolean;
  json?: boolean;
}

export function registerValidate(program: Command): void {
  addInstallationOptions(
    program
      .command('validate')
      .description('check values and the manifests they make; ends with 1 when something is wrong'),
  )
    .option('--strict', 'images must be pinned, and every namespace must be known')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ brooder validate -f values.yaml --strict')
    .action(validate);
}

async function validate(flags: ValidateFlags): Promise<void> {
  const { objects, findings } = await look(flags);
  if (flags.json) process.stdout.write(`${JSON.stringify({ objects, findings }, null, 2)}\n`);
  else {
    for (const { rule, object, message } of findings) {
      process.stderr.write(rule === 'values' ? `${message}\n` : `${object}: ${message} (${rule})\n`);
    }
    process.stdout.write(
      findings.length === 0
        ? `${objects} objects, nothing wrong.\n`
        : `${findings.length} ${findings.length === 1 ? 'thing is' : 'things are'} wrong.\n`,
    );
  }
  if (findings.length > 0) process.exitCode = 1;
}

async function look({ release: name, namespace, strict = false, ...flags }: ValidateFlags) {
  const { findingsOf, gatherOverrides, renderObjects } = await import('../synth/index.ts');
  try {
    const installation = { overrides: gatherOverrides(flags), release: { name, namespace } };
    const objects = renderObjects(installation);
    // The workers' namespace may have been made before; their templates say which one it is.
    const workers = objects
      .filter(({ kind }) => kind === 'PodTemplate')
      .flatMap(({ metadata }) => metadata.namespace ?? []);
    const namespaces = [namespace, ...workers];
    return { objects: objects.length, findings: findingsOf({ objects, namespaces }, strict) };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'invalidValues') throw error;
    const lines = [...error.message.split('\n'), ...(error.fields.hint?.split(/\n */) ?? [])];
    return { objects: 0, findings: lines.map((message): Finding => ({ rule: 'values', message })) };
  }
}
