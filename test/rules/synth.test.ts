import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('the committed manifests in dist/ are what the cdk8s app synthesises', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'brooder-synth-'));
  try {
    execFileSync(process.execPath, ['src/app.ts'], { env: { ...process.env, CDK8S_OUTDIR: fresh } });
    const read = (directory: string) =>
      Object.fromEntries(readdirSync(directory).map((file) => [file, readFileSync(join(directory, file), 'utf8')]));
    expect(read('dist')).toEqual(read(fresh));
  } finally {
    rmSync(fresh, { recursive: true });
  }
});
