import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kubectlOutput } from './api-server.ts';
import { crdModules, crdNames, regroupedCrds, regroupedName } from './crds.ts';
import { downloadModule } from './go-modules.ts';
import { googlePodMonitoringCrd } from './google-pod-monitoring.ts';

interface Crd {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  spec: { group: string; names: { kind: string }; versions: { name: string; served: boolean }[] };
}

export interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

/** Installs every CRD of crds.ts in the test API server and waits until it serves them. @returns the served kinds */
export async function installCrds(): Promise<GroupVersionKind[]> {
  const crds = await readCrds();
  const missing = crdNames.filter((name) => !crds.some((crd) => crd.metadata.name === name));
  if (missing.length > 0) throw new Error(`no definition was found for ${missing.join(', ')}`);
  await kubectlOutput(
    ['apply', '--server-side', '--force-conflicts', '--field-manager', 'brooder-testbed', '--filename', '-'],
    { stdin: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: crds }), timeoutMs: 120_000 },
  );
  await kubectlOutput(
    ['wait', '--for=condition=Established', '--timeout=60s', ...crdNames.map((name) => `crd/${name}`)],
    { timeoutMs: 90_000 },
  );
  return crds.flatMap(({ spec }) =>
    spec.versions
      .filter(({ served }) => served)
      .map(({ name }) => ({ group: spec.group, version: name, kind: spec.names.kind })),
  );
}

async function readCrds(): Promise<Crd[]> {
  const crds: Crd[] = [];
  for (const { module, version, sum, folder, crds: names } of crdModules) {
    const { Dir } = await downloadModule(module, version, sum);
    for (const name of names) {
      const dot = name.indexOf('.');
      const file = join(Dir, folder, `${name.slice(dot + 1)}_${name.slice(0, dot)}.yaml`);
      const documents = parseAllDocuments(await readFile(file, 'utf8')).map(
        (document) => document.toJS() as Crd | null,
      );
      crds.push(...documents.filter((crd) => crd?.kind === 'CustomResourceDefinition').map((crd) => crd!));
    }
  }
  for (const regrouped of regroupedCrds) {
    const original = crds.find((crd) => crd.metadata.name === regrouped.from)!;
    crds.push({
      ...original,
      metadata: { name: regroupedName(regrouped) },
      spec: { ...original.spec, group: regrouped.group },
    });
  }
  return [...crds, googlePodMonitoringCrd];
}
