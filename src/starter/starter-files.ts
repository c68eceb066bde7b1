/** The files of a GitOps repository for one installation. */
import type { Release } from '@brooder/constructs';

export interface Starter {
  readonly release: Omit<Release, 'service'>;
  /** Versions that package.json asks for. */
  readonly versions: { readonly brooder: string; readonly cdk8s: string; readonly constructs: string };
}

/** Where `npm run synth` writes, and what a GitOps tool applies. */
export const manifestFolder = 'manifests';

/** What every starter has; relative path to text. */
export const starterFiles = ({ release, versions }: Starter): Record<string, string> => ({
  'package.json': `${JSON.stringify(
    {
      name: `${release.name}-gitops`,
      private: true,
      type: 'module',
      scripts: { synth: 'node app.ts', diff: 'brooder diff -f values.yaml' },
      engines: { node: '>=22.18' },
      dependencies: { '@brooder/constructs': versions.brooder, cdk8s: versions.cdk8s, constructs: versions.constructs },
    },
    null,
    2,
  )}\n`,
  'cdk8s.yaml': `language: typescript\napp: node app.ts\noutput: ${manifestFolder}\n`,
  '.gitignore': 'node_modules/\n',
  'app.ts': `/** Writes ${manifestFolder}/ from values.yaml: "npm run synth", or "npx cdk8s synth". */
import { Brooder, type BrooderOverrides } from '@brooder/constructs';
import { App, Chart, Yaml } from 'cdk8s';

const app = new App({ outdir: process.env.CDK8S_OUTDIR ?? '${manifestFolder}' });
const chart = new Chart(app, '${release.name}');
const [values] = Yaml.load('values.yaml') as [BrooderOverrides | undefined];

new Brooder(chart, 'brooder', { release: '${release.name}', namespace: '${release.namespace}', values: values ?? {} });

app.synth();
`,
  'values.yaml': `# What differs from the defaults; "brooder values" lists every key and "brooder values KEY" explains one.
namespace:
  # The namespace "${release.namespace}" is part of the manifests.
  create: true
postgres:
  # A Postgres for trials, one pod without a backup. For production set this to false and name yours in configStore.
  enabled: true
workers:
  pools:
    default:
      size: small
`,
  'README.md': `# ${release.name}

Brooder in namespace \`${release.namespace}\`, as manifests that are made from \`values.yaml\` and applied from git.

\`\`\`sh
npm install
npm run synth        # writes ${manifestFolder}/
git add . && git commit -m "Change of values" && git push
\`\`\`

A wrong value stops \`npm run synth\` with its path, what was expected and what came. \`app.ts\` is an ordinary cdk8s app: objects of yours go
beside \`new Brooder(…)\`. Credentials belong into Secrets that something else makes; name them in \`values.yaml\` (\`existingSecret\`).
`,
});
