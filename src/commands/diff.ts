import { styleText } from 'node:util';
import type { Command } from 'commander';
import { printFailure } from '../print-failure.ts';
import type { Difference } from '../synth/index.ts';
import { addInstallationOptions, type InstallationFlags } from '../synth/options.ts';

interface DiffFlags extends InstallationFlags {
  against?: string;
  kubeconfig?: string;
  json?: boolean;
}

/** As diff(1) and `kubectl diff` end. */
const exitStatus = { same: 0, different: 1, failed: 2 } as const;

export function registerDiff(program: Command): void {
  addInstallationOptions(
    program
      .command('diff')
      .description(
        'show what an apply would change; ends with 0 when nothing, 1 when something, 2 when it cannot tell',
      ),
  )
    .option('--against <dir>', 'compare with the manifests of a folder (default: with the cluster)')
    .option('--kubeconfig <file>', 'which cluster (default: $KUBECONFIG, then ~/.kube/config)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ brooder diff -f values.yaml --release pond --namespace pond\n  $ brooder diff -f values.yaml --against dist/production',
    )
    .action(async (flags: DiffFlags) => {
      try {
        process.exitCode = (await diff(flags)) ? exitStatus.different : exitStatus.same;
      } catch (thrown) {
        printFailure(thrown);
        process.exitCode = exitStatus.failed;
      }
    });
}

/** @returns whether anything differs */
async function diff(flags: DiffFlags): Promise<boolean> {
  const { differencesOf } = await import('../synth/index.ts');
  const { before, after } = await sides(flags);
  const { differences, same } = differencesOf(before, after);
  if (flags.json) process.stdout.write(`${JSON.stringify({ differences, same }, null, 2)}\n`);
  else print(differences, same);
  return differences.length > 0;
}

async function sides({ release: name, namespace, ...flags }: DiffFlags) {
  const { gatherOverrides, liveSides, readManifestFolder, renderedKinds, renderObjects } = await import(
    '../synth/index.ts'
  );
  const installation = { overrides: gatherOverrides(flags), release: { name, namespace } };
  const rendered = renderObjects(installation);
  if (flags.against !== undefined) return { before: readManifestFolder(flags.against), after: rendered };
  const [{ kubeconfigServer }, { createApiClient }] = await Promise.all([
    import('@brooder/gateway'),
    import('../synth/api-client.ts'),
  ]);
  const client = createApiClient(await kubeconfigServer(flags.kubeconfig));
  try {
    const namespaces = new Set([namespace, ...rendered.flatMap(({ metadata }) => metadata.namespace ?? [])]);
    return await liveSides(client, rendered, { release: name, namespaces: [...namespaces], kinds: renderedKinds() });
  } finally {
    client.close();
  }
}

const colors = { '+': 'green', '-': 'red', '@': 'cyan' } as const;
type Color = (typeof colors)[keyof typeof colors] | 'bold';

function print(differences: readonly Difference[], same: number): void {
  // Only a terminal gets colours, and none when NO_COLOR is set.
  const paint = (color: Color, text: string) => styleText(color, text, { stream: process.stdout });
  for (const { change, object, lines } of differences) {
    process.stdout.write(`${paint('bold', `${change}  ${object}`)}\n`);
    for (const line of lines) {
      const color = colors[line[0] as keyof typeof colors];
      process.stdout.write(`${color ? paint(color, line) : line}\n`);
    }
  }
  const count = (change: Difference['change']) => differences.filter((one) => one.change === change).length;
  process.stdout.write(
    `${count('added')} added, ${count('changed')} changed, ${count('removed')} removed, ${same} the same.\n`,
  );
}
