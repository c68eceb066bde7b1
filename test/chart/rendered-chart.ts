/** The compiled chart in a folder, rendered by Helm, beside what synth makes of the same values. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  chartTemplates,
  defaultsOf,
  jsonSchemaOf,
  mergeValues,
  problemsOf,
  type Release,
  renderManifests,
  values,
} from '@brooder/constructs';
import { Failure } from '@brooder/contracts';
import { readValues } from '../../src/values-file.ts';
import { asciiYaml } from '../testbed/ascii-yaml.ts';
import { helmTemplate } from '../testbed/index.ts';

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** Objects, or the words with which the values were refused. */
export type Rendered = { readonly objects: readonly KubernetesObject[] } | { readonly refused: string };

/** Writes the chart into a folder of its own. The caller removes it. */
export async function writeChart(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'brooder-chart-'));
  const files = new Map([
    ...chartTemplates(),
    ['Chart.yaml', 'apiVersion: v2\nname: brooder\nversion: 0.1.0\n'],
    ['values.yaml', asciiYaml(defaultsOf(values))],
    ['values.schema.json', JSON.stringify(jsonSchemaOf(values))],
  ]);
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

export const removeChart = (folder: string) => rm(folder, { recursive: true, force: true });

/** What Helm makes of `overrides`. Objects that only a chart can hold are taken out and handed to `onHook`. */
export async function byHelm(
  chart: string,
  overrides: object,
  release: Release,
  onHook: (object: KubernetesObject) => void = () => {},
): Promise<Rendered> {
  const answer = await helmTemplate(chart, {
    release: release.name,
    namespace: release.namespace,
    values: overrides,
  });
  if (answer.failed) return { refused: refusalIn(answer.stderr) };
  // JavaScript has one kind of number, Kubernetes has two: it refuses 1e+06 where it wants an integer.
  const float = /^.*: -?\d+(\.\d+)?e[+-]\d+$/m.exec(answer.stdout);
  if (float) throw new Error(`a number is printed bare, as a float: ${float[0].trim()}`);
  const objects = answer.stdout
    .split(/^---$/m)
    .map(read)
    .filter((object) => Object.keys(object).length > 0);
  const hooks = objects.filter(isHook);
  for (const hook of hooks) onHook(hook);
  return { objects: sorted(objects.filter((object) => !hooks.includes(object))) };
}

/** What synth makes of the same. */
export function bySynth(overrides: object, release: Release): Rendered {
  const merged = mergeValues(defaultsOf(values) as never, overrides as never);
  const problems = problemsOf(values, merged);
  if (problems.length > 0) return { refused: problems.join('\n') };
  try {
    return { objects: sorted([...renderManifests(merged as never, release).values()].flat() as KubernetesObject[]) };
  } catch (error) {
    if (error instanceof Failure && error.code === 'invalidValues') return { refused: error.message };
    throw error;
  }
}

/** Most documents of one run are those of another: reading YAML takes longer than Helm takes to write it. */
const documents = new Map<string, KubernetesObject>();
function read(text: string): KubernetesObject {
  const known = documents.get(text);
  if (known) return known;
  if (documents.size > 5_000) documents.clear();
  const object = readValues(text, 'helm template') as unknown as KubernetesObject;
  documents.set(text, object);
  return object;
}

const isHook = (object: KubernetesObject) => object.metadata.annotations?.['helm.sh/hook'] !== undefined;

/** The words of a schema check or of a `fail`, without what Helm says around them. */
function refusalIn(stderr: string): string {
  const schema =
    /values don't meet the specifications of the schema\(s\) in the following chart\(s\):\nbrooder:\n([\s\S]*)/.exec(
      stderr,
    );
  if (schema) return schema[1]!.trim();
  const failed =
    /execution error at \(brooder\/templates\/refusals\.yaml:\d+:\d+\): ([\s\S]*?)(?:\n\nUse --debug|$)/.exec(stderr);
  if (failed) return failed[1]!.trim();
  throw new Error(`helm failed with neither a schema error nor a refusal:\n${stderr}`);
}

const identity = ({ apiVersion, kind, metadata }: KubernetesObject) =>
  [apiVersion, kind, metadata.namespace ?? '', metadata.name].join(' ');
const sorted = (objects: readonly KubernetesObject[]) =>
  objects.toSorted((a, b) => (identity(a) < identity(b) ? -1 : identity(a) > identity(b) ? 1 : 0));

/** The first difference in words, or undefined when both are the same. */
export function differenceOf(helm: Rendered, synth: Rendered): string | undefined {
  if (isDeepStrictEqual(helm, synth)) return undefined;
  if ('refused' in helm || 'refused' in synth) return `helm: ${shown(helm)}\nsynth: ${shown(synth)}`;
  const names = (rendered: readonly KubernetesObject[]) => rendered.map(identity);
  const missing = names(synth.objects).filter((name) => !names(helm.objects).includes(name));
  const extra = names(helm.objects).filter((name) => !names(synth.objects).includes(name));
  if (missing.length + extra.length > 0) return `only synth: ${missing.join(', ')}\nonly helm: ${extra.join(', ')}`;
  const i = synth.objects.findIndex((object, index) => !isDeepStrictEqual(object, helm.objects[index]));
  return `${identity(synth.objects[i]!)}\nhelm:  ${JSON.stringify(helm.objects[i])}\nsynth: ${JSON.stringify(synth.objects[i])}`;
}

const shown = (rendered: Rendered) =>
  'refused' in rendered ? `refused: ${rendered.refused}` : `${rendered.objects.length} objects`;
