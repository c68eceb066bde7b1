/**
 * The cdk8s app: `npx cdk8s synth` writes its manifests to dist/, a folder for each kind of cluster. `node src/app.ts --check` writes
 * nothing and fails when a file there differs. Each folder is what `brooder synth` writes for the same values.
 */
import { join } from 'node:path';
import { localSeed, presets } from '@brooder/constructs';
import { manifestFiles, type OwnFiles, renderInstallation, staleFiles, synthFiles, writeFiles } from './synth/index.ts';
import { seedSql, sqlMark } from './synth/seed-sql.ts';

const release = { name: 'brooder', namespace: 'brooder' };

/** Values by folder. A GitOps tool applies the namespace too; with Helm it is made by --create-namespace. */
const folders = {
  kind: presets.kind.values,
  orbstack: presets.orbstack.values,
  production: { ...presets.production.values, namespace: { create: true } },
};
const seeded: readonly string[] = ['kind', 'orbstack'];

const check = process.argv.includes('--check');
const output = process.env.CDK8S_OUTDIR ?? 'dist';
for (const [name, overrides] of Object.entries(folders)) {
  const files = new Map(manifestFiles(renderInstallation({ overrides, release })));
  if (seeded.includes(name)) files.set('config-store.seed.sql', seedSql(localSeed));
  const folder = join(output, name);
  const own: OwnFiles = {
    scope: 'folder',
    isOurs: (path, text) => synthFiles.isOurs(path, text) || text.startsWith(sqlMark),
  };
  if (!check) writeFiles(folder, files, own);
  else {
    for (const path of staleFiles(folder, files, own)) {
      process.stderr.write(`${join(folder, path)} differs from what the constructs say; run "npm run synth".\n`);
      process.exitCode = 1;
    }
  }
}
