/**
 * The API server's OpenAPI document as JSON schemas for kubeconform, one file a kind, CRDs included.
 * Stricter than the server in one thing: a null is refused everywhere, for in a rendered manifest it is a value that a template forgot.
 */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kubectlOutput } from './api-server.ts';
import type { GroupVersionKind } from './install-crds.ts';

type Schema = { [key: string]: unknown };
interface OpenApi {
  definitions: Record<string, Schema>;
}

/** Kinds of Kubernetes that are written in JSON as one of two types, which OpenAPI 2 cannot say. */
const scalars: Record<string, Schema> = {
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['integer', 'string'] },
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['number', 'string'] },
};

/** Keywords that hold schemas; all others are copied or, when draft 7 does not know them or no check needs them, left out. */
const dropped = new Set(['description', 'format', 'default', 'example', 'externalDocs']);

function strict(schema: Schema): Schema {
  if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') return { type: ['integer', 'string'] };
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (dropped.has(key) || key.startsWith('x-')) return [];
    if (key === 'properties') return [[key, mapValues(value as Record<string, Schema>, strict)]];
    if (key === 'items' || (key === 'additionalProperties' && typeof value === 'object'))
      return [[key, strict(value as Schema)]];
    if (key === 'allOf' || key === 'anyOf' || key === 'oneOf') return [[key, (value as Schema[]).map(strict)]];
    return [[key, value]];
  });
  const result = Object.fromEntries(entries);
  const open = schema['x-kubernetes-preserve-unknown-fields'] || 'additionalProperties' in schema;
  return 'properties' in schema && !open ? { ...result, additionalProperties: false } : result;
}

const mapValues = <A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

const kindsOf = (definition: Schema) =>
  (definition['x-kubernetes-group-version-kind'] ?? []) as readonly GroupVersionKind[];

/** File name of a kind's schema, in the way of kubeconform's `{{.ResourceKind}}{{.KindSuffix}}.json`. */
const fileName = ({ group, version, kind }: GroupVersionKind) =>
  `${[kind.toLowerCase(), group.split('.')[0], version].filter((part) => part !== '').join('-')}.json`;

/**
 * Writes the schemas of everything that the test API server serves into `folder`, file by file, so that tests may read meanwhile;
 * files of kinds that are gone are removed.
 * @param expected  kinds that must be there; a server publishes a CRD some moments after it serves it
 * @returns the number of kinds
 */
export async function writeSchemas(folder: string, expected: readonly GroupVersionKind[]): Promise<number> {
  const document = await publishedOpenApi(expected);
  const shared = mapValues(document.definitions, strict);
  const files = new Map([['_definitions.json', JSON.stringify({ definitions: { ...shared, ...scalars } })]]);
  for (const [name, definition] of Object.entries(document.definitions)) {
    const [kind, ...others] = kindsOf(definition);
    // Types that many groups share, for example DeleteOptions, are no objects of a manifest.
    if (kind === undefined || others.length > 0) continue;
    const file = fileName(kind);
    if (files.has(file))
      throw new Error(`two groups have a ${kind.kind} ${kind.version} that kubeconform calls ${file}`);
    files.set(file, rooted(shared[name]!, kind));
  }
  await mkdir(folder, { recursive: true });
  for (const [file, text] of files) {
    const draft = join(folder, `.${file}.draft`);
    await writeFile(draft, text);
    await rename(draft, join(folder, file));
  }
  for (const file of await readdir(folder)) if (!files.has(file)) await rm(join(folder, file));
  return files.size - 1;
}

function rooted(schema: Schema, { group, version, kind }: GroupVersionKind): string {
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const root = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...schema,
    properties: { ...(schema.properties as object), apiVersion: { const: apiVersion }, kind: { const: kind } },
    required: [...new Set([...((schema.required as string[] | undefined) ?? []), 'apiVersion', 'kind'])],
  };
  return JSON.stringify(root).replaceAll('"#/definitions/', '"_definitions.json#/definitions/');
}

/** The server's OpenAPI document once it holds all of `expected`. @throws after 30 s, naming what is missing */
async function publishedOpenApi(expected: readonly GroupVersionKind[]): Promise<OpenApi> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const document = JSON.parse(await kubectlOutput(['get', '--raw', '/openapi/v2'])) as OpenApi;
    const published = new Set(Object.values(document.definitions).flatMap(kindsOf).map(fileName));
    const missing = expected.map(fileName).filter((file) => !published.has(file));
    if (missing.length === 0) return document;
    if (Date.now() > deadline) throw new Error(`the API server does not publish ${missing.join(', ')} after 30 s`);
  }
}
