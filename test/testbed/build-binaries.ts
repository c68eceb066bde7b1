/** Builds the programs of the testbed from published Go modules, for machines that have no testbed folder. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BinaryName } from './binaries.ts';
import { downloadModule, go, requireGo } from './go-modules.ts';
import { withLock } from './lock.ts';

interface Source {
  /** Module with the program, and its version; each has a module graph of its own, for they want different versions of the same libraries. */
  module: string;
  version: string;
  /** Packages to build, by the program's name. */
  programs: Partial<Record<BinaryName, string>>;
}

const kubernetes = 'v1.34.4';
const sources: readonly Source[] = [
  { module: 'helm.sh/helm/v3', version: 'v3.22.0', programs: { helm: 'helm.sh/helm/v3/cmd/helm' } },
  {
    module: 'github.com/yannh/kubeconform',
    version: 'v0.8.0',
    programs: { kubeconform: 'github.com/yannh/kubeconform/cmd/kubeconform' },
  },
  { module: 'go.etcd.io/etcd/server/v3', version: 'v3.6.16', programs: { etcd: 'go.etcd.io/etcd/server/v3' } },
  {
    module: 'k8s.io/kubernetes',
    version: kubernetes,
    programs: {
      'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
      'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
      kubectl: 'k8s.io/kubernetes/cmd/kubectl',
    },
  },
];

/** Without these a Kubernetes built outside its own repository says it is v0.0.0. */
const versionPackage = 'k8s.io/component-base/version';
const kubernetesVersionFlags = [
  `-X ${versionPackage}.gitVersion=${kubernetes}`,
  `-X ${versionPackage}.gitMajor=1`,
  `-X ${versionPackage}.gitMinor=${kubernetes.split('.')[1]}`,
].join(' ');

/** The first build on an empty Go cache takes about ten minutes of two cores; this is per program. */
const buildDeadlineMs = 30 * 60_000;

/** @returns the folder, in the user's cache, keyed by the versions above; only what is missing is built */
export async function buildBinaries(say: (text: string) => void): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([sources, process.platform, process.arch]))
    .digest('hex')
    .slice(0, 12);
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'brooder-testbed-own');
  const folder = join(cache, `bin-${key}`);
  await mkdir(folder, { recursive: true });
  await withLock(`${folder}.lock`, 60 * 60_000, async () => {
    for (const source of sources) await buildSource(source, folder, say);
  });
  return folder;
}

async function buildSource(source: Source, folder: string, say: (text: string) => void): Promise<void> {
  const missing = Object.entries(source.programs).filter(([name]) => !existsSync(join(folder, name)));
  if (missing.length === 0) return;
  await requireGo('building the test API server and helm');
  const work = await mkdtemp(join(tmpdir(), 'brooder-testbed-build-'));
  try {
    await writeFile(join(work, 'go.mod'), await goMod(source));
    for (const [name, path] of missing) {
      const started = performance.now();
      say(`building ${name} ${source.version}\n`);
      const flags = `-s -w ${source.module === 'k8s.io/kubernetes' ? kubernetesVersionFlags : ''}`;
      const draft = join(folder, `${name}.draft`);
      // `-mod=mod`: go writes the checksums of what it downloads into this throwaway module.
      await go(
        ['build', '-mod=mod', '-trimpath', '-buildvcs=false', '-ldflags', flags, '-o', draft, path],
        work,
        buildDeadlineMs,
      );
      await rename(draft, join(folder, name));
      say(`built ${name} in ${Math.round((performance.now() - started) / 1000)} s\n`);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function goMod({ module, version, programs }: Source): Promise<string> {
  const { GoMod } = await downloadModule(module, version);
  const text = await readFile(GoMod, 'utf8');
  const goVersion = /^go (\S+)$/m.exec(text)?.[1] ?? '1.24.0';
  // Kubernetes' own parts stand in its go.mod as folders of its repository; they are published one by one as v0.<minor>.<patch>.
  const parts = [...text.matchAll(/=> \.\/staging\/src\/(\S+)/g)].map((match) => match[1]!);
  return [
    'module brooder.test/tools',
    `go ${goVersion}`,
    `require ${module} ${version}`,
    ...Object.values(programs).map((path) => `tool ${path}`),
    ...parts.map((part) => `replace ${part} => ${part} ${version.replace(/^v1\./, 'v0.')}`),
    '',
  ].join('\n');
}
