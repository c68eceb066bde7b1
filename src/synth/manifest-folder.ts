import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failures } from '@brooder/contracts';
import { readValues } from '../values-file.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

/**
 * The objects of a folder's YAML files; folders below it are not read, as with `kubectl apply -f`.
 *
 * @throws missingFile    the folder cannot be read
 * @throws invalidValues  a file is no YAML, or holds something else than objects
 */
export function readManifestFolder(folder: string): KubernetesObject[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  } catch (cause) {
    throw failures.missingFile({ file: folder }, { cause });
  }
  return names.sort().flatMap((name) => readManifests(readFileSync(join(folder, name), 'utf8'), join(folder, name)));
}

/** @param name  what messages call the text */
export function readManifests(text: string, name: string): KubernetesObject[] {
  return text
    .split(/^---(?:[ \t].*)?$/m)
    .map((document) => readValues(document, name))
    .filter((document) => Object.keys(document).length > 0)
    .map((document) => {
      const object = document as unknown as Partial<KubernetesObject>;
      const named = [object.apiVersion, object.kind, object.metadata?.name];
      if (named.every((text) => typeof text === 'string')) return object as KubernetesObject;
      throw failures.invalidValues({
        problems: `${name} holds something that is no Kubernetes object: apiVersion, kind or metadata.name is missing`,
      });
    });
}
