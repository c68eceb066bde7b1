import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

function withFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'brooder-synth-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Path to text of every file below. */
const filesOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );

const run = (args: readonly string[], environment: Record<string, string> = {}) =>
  execFileSync(process.execPath, args, { env: { ...process.env, ...environment }, encoding: 'utf8' });

test('the committed manifests in dist/ are what the cdk8s app synthesises, and nothing else is there', () => {
  withFolder((fresh) => {
    run(['src/app.ts'], { CDK8S_OUTDIR: fresh });
    expect(filesOf('dist')).toEqual(filesOf(fresh));
  });
});

test('the committed chart is what the constructs compile to, and nothing else is there', () => {
  withFolder((fresh) => {
    run(['src/main.ts', 'chart', '-o', fresh]);
    expect(filesOf('charts/brooder')).toEqual(filesOf(join(fresh, 'brooder')));
  });
});

test("npx cdk8s synth writes the bytes that brooder synth writes for the chart's values file", () => {
  withFolder((folder) => {
    run(['node_modules/cdk8s-cli/bin/cdk8s', 'synth', '--check-upgrade=false', '--output', join(folder, 'cdk8s')]);
    const values = ['-f', 'charts/brooder/values-production.yaml', '--set', 'namespace.create=true'];
    run(['src/main.ts', 'synth', ...values, '-o', join(folder, 'brooder')]);
    expect(filesOf(join(folder, 'brooder'))).toEqual(filesOf(join(folder, 'cdk8s', 'production')));
  });
});
