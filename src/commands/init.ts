import { type Command, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { addReleaseOptions, type ReleaseFlags } from '../synth/options.ts';

interface InitFlags extends ReleaseFlags {
  gitops: 'argocd' | 'flux';
  json?: boolean;
}

export function registerInit(program: Command): void {
  addReleaseOptions(
    program.command('init [dir]').description('write a starter repository for GitOps; overwrites nothing'),
  )
    .addOption(new Option('--gitops <tool>', 'which tool applies it').choices(['argocd', 'flux']).default('argocd'))
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ brooder init pond-gitops --release pond --namespace pond --gitops flux')
    .action(init);
}

async function init(dir = '.', { release: name, namespace, gitops, json }: InitFlags): Promise<void> {
  const { gitOpsFiles, starterFiles } = await import('../starter/index.ts');
  const { writeFiles } = await import('../synth/index.ts');
  const { cdk8s, constructs } = manifest.dependencies;
  const starter = { release: { name, namespace }, versions: { brooder: manifest.version, cdk8s, constructs } };
  const files = new Map(Object.entries({ ...starterFiles(starter), ...gitOpsFiles[gitops](starter) }));
  const { written, unchanged } = writeFiles(dir, files, { scope: 'wanted', isOurs: () => false });
  if (json) {
    process.stdout.write(`${JSON.stringify({ folder: dir, written, unchanged })}\n`);
    return;
  }
  for (const path of written) process.stdout.write(`wrote    ${dir}/${path}\n`);
  process.stdout.write(`A starter for release "${name}" is in ${dir}. Next: npm install && npm run synth\n`);
}
