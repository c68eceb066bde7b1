/** Every shell command of the guides and of the examples' READMEs is run, or stands in a list that says why it cannot be. */
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chartPackage } from '@brooder/constructs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kubeVersion, requireTool, testKubeconfig, toolPath } from '../testbed/index.ts';
import { withInstallationNamespaces } from './installation-namespaces.ts';

const withTools = requireTool('helm', 'kubectl', 'api-server');
const pages = [
  ...globSync('docs/guides/*.md'),
  ...globSync('examples/**/README.md', { exclude: (path) => String(path).includes('node_modules') }),
].toSorted();

/** Commands that cannot be run here, and what shows that they work. */
const notRun: readonly (readonly [command: RegExp, why: string])[] = [
  [/^npm install/, 'packages are not published; test/chart/package.test.ts installs them'],
  [/^npx cdk8s synth/, 'needs that install; test/chart/examples.test.ts runs the app'],
  [/^kubectl apply --server-side -f dist$/, 'what the app above writes; test/chart/examples.test.ts applies it'],
  [/^kubectl apply -f examples\/(argocd|flux)\//, 'needs the kinds of the GitOps tool'],
  [/^kubectl create namespace/, 'the namespace is made by this test, under another name'],
  [/^kubectl create secret tls/, 'needs the certificate of the reader'],
  [/^kubectl rollout status/, 'needs nodes'],
  [/^helm test/, 'needs nodes'],
  [/^helm rollback/, 'needs an installed release'],
];

/** What is added to a command: nothing is left behind on the API server, and the namespaces that this test made are in nobody's way. */
const asDryRun: readonly (readonly [command: RegExp, more: string])[] = [
  [/^helm (upgrade|install)/, ' --dry-run=server --take-ownership'],
  [/^kubectl (apply|create)/, ' --dry-run=server'],
];

/** Exit codes that are answers: `brooder diff` ends with 1 when something would change. */
const expectedCodes = (command: string) => (command.startsWith('brooder diff') ? [0, 1] : [0]);

const commandsOf = (page: string) =>
  [...readFileSync(page, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block
      .replaceAll('\\\n', ' ')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#')),
  );
const whyNotRun = (command: string) => notRun.find(([pattern]) => pattern.test(command));

const sandbox = mkdtempSync(join(tmpdir(), 'brooder-docs-'));
beforeAll(() => {
  for (const [path, text] of chartPackage()) {
    const target = join(sandbox, 'charts/brooder', path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  cpSync('examples', join(sandbox, 'examples'), { recursive: true });
  mkdirSync(join(sandbox, 'bin'));
  const program = (name: string, line: string) => {
    writeFileSync(join(sandbox, 'bin', name), `#!/bin/sh\nexec ${line} "$@"\n`);
    chmodSync(join(sandbox, 'bin', name), 0o755);
  };
  program('brooder', `${process.execPath} ${resolve('src/main.ts')}`);
  for (const tool of ['helm', 'kubectl'] as const) program(tool, toolPath(tool));
});
afterAll(() => rmSync(sandbox, { recursive: true, force: true }));

const run = promisify(execFile);
async function outcome(command: string): Promise<{ code: number; stderr: string }> {
  const home = join(sandbox, 'home');
  const env = {
    PATH: `${join(sandbox, 'bin')}:/usr/bin:/bin`,
    HOME: home,
    KUBECONFIG: testKubeconfig(),
    HELM_KUBEVERSION: kubeVersion,
  };
  try {
    const { stderr } = await run('bash', ['--norc', '-euo', 'pipefail', '-c', command], {
      cwd: sandbox,
      env,
      timeout: 60_000,
    });
    return { code: 0, stderr };
  } catch (error) {
    const { code, stderr } = error as { code?: number; stderr?: string };
    return { code: code ?? -1, stderr: `${stderr ?? ''}${String(error)}` };
  }
}

withTools.each(pages.filter((page) => commandsOf(page).length > 0))('the commands of %s work', async (page) => {
  const commands = commandsOf(page).filter((command) => whyNotRun(command) === undefined);
  await withInstallationNamespaces('docs', async (namespace) => {
    const secrets = 'examples/existing-secrets/secrets.yaml';
    writeFileSync(
      join(sandbox, secrets),
      readFileSync(secrets, 'utf8').replaceAll('namespace: brooder', `namespace: ${namespace}`),
    );
    for (const command of commands) {
      const more = asDryRun.find(([pattern]) => pattern.test(command))?.[1] ?? '';
      // Where a guide upgrades, there is no release here: the same as an install.
      const there = `${command}${more}`.replace(/^helm upgrade (?!--install)/, 'helm upgrade --install ');
      const line = there.replaceAll(/(--namespace) brooder\b/g, `$1 ${namespace}`);
      const { code, stderr } = await outcome(line);
      expect(expectedCodes(command), `${line}\n${stderr}`).toContain(code);
    }
  });
});

test('every page has commands, and every reason for not running one is used', () => {
  expect(pages.length).toBeGreaterThan(9);
  const all = pages.flatMap(commandsOf);
  expect(all.length).toBeGreaterThan(20);
  const unused = notRun.filter((entry) => !all.some((command) => whyNotRun(command) === entry));
  expect(unused.map(([pattern]) => String(pattern))).toEqual([]);
});

test('every link between pages leads somewhere', () => {
  const all = [...pages, 'docs/README.md', ...globSync('docs/reference/*.md')];
  const broken = all.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)]
      .map(([, link]) => link!)
      .filter((link) => !globSync(join(dirname(page), link)).length)
      .map((link) => `${page}: ${link}`),
  );
  expect(broken).toEqual([]);
});
