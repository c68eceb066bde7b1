import { globSync, readFileSync } from 'node:fs';
import * as exported from '@brooder/constructs';
import { Construct } from 'constructs';
import { code, markdownTable } from '../markdown.ts';
import { type ConstructClass, classesIn, interfacesIn, type Prop, type PropsInterface } from './read-declarations.ts';
import { sharedProps } from './shared-props.ts';

export interface DocumentedConstruct extends ConstructClass {
  readonly folder: string;
  /** All props, those of its bases first. */
  readonly allProps: readonly Prop[];
  /** Interfaces that its props speak of. */
  readonly nested: readonly PropsInterface[];
}

const sources = () =>
  [
    'constructs/src/brooder.ts',
    'constructs/src/system/system.ts',
    ...globSync('constructs/src/parts/**/*.ts').toSorted(),
    ...globSync('constructs/src/values/*.ts').toSorted(),
  ]
    .filter((path) => !/\.test\.ts$/.test(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

/** Every construct and helper class that the package exports, in the order of the folders. */
export function documentedConstructs(): DocumentedConstruct[] {
  const files = sources();
  const interfaces = new Map(files.flatMap(({ text }) => interfacesIn(text).map((found) => [found.name, found])));
  return files.flatMap(({ path, text }) =>
    classesIn(text)
      .filter(({ name }) => isExported(name))
      .map((found) => ({
        ...found,
        folder: /parts\/(?:([\w-]+)\/)?/.exec(path)?.[1] ?? '',
        allProps: found.props === undefined ? [] : propsOf(found.props, interfaces),
        nested: found.props === undefined ? [] : nestedOf(found.props, interfaces),
      })),
  );
}

const isExported = (name: string) => {
  const value = (exported as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'function' && (value.prototype instanceof Construct || value === exported.System);
};

function propsOf(name: string, interfaces: ReadonlyMap<string, PropsInterface>): Prop[] {
  const found = interfaces.get(name);
  if (found === undefined) throw new TypeError(`no exported interface ${name} in constructs/src/parts`);
  const inherited = found.bases.flatMap((base) =>
    propsOf(base.name, interfaces).filter((prop) => !base.omit.includes(prop.name)),
  );
  const own = new Set(found.props.map((prop) => prop.name));
  return [...inherited.filter((prop) => !own.has(prop.name)), ...found.props];
}

/** Interfaces named in the types of the props, themselves included, each once. */
function nestedOf(name: string, interfaces: ReadonlyMap<string, PropsInterface>): PropsInterface[] {
  const seen = new Map<string, PropsInterface>();
  const visit = (props: readonly Prop[]) => {
    for (const { type } of props) {
      for (const [word] of type.matchAll(/\b[A-Z]\w+/g)) {
        const found = interfaces.get(word);
        if (found === undefined || seen.has(word) || word === 'SystemProps') continue;
        seen.set(word, found);
        visit(propsOf(word, interfaces));
      }
    }
  };
  visit(propsOf(name, interfaces));
  return [...seen.values()];
}

/** Sentences about what no reader could know: a prop without a word on it, an optional one without its default. */
export function undocumented(all: readonly DocumentedConstruct[]): string[] {
  return all.flatMap((found) => [
    ...(found.doc === '' ? [`${found.name}: no comment says what it is`] : []),
    ...[{ name: found.name, props: found.allProps }, ...found.nested].flatMap(({ name, props }) =>
      props.flatMap((prop) => [
        ...(docOf(prop) === '' ? [`${name}.${prop.name}: no comment says what it is`] : []),
        ...(prop.optional && prop.default === undefined ? [`${name}.${prop.name}: optional, without @default`] : []),
      ]),
    ),
  ]);
}

const docOf = (prop: Prop) => prop.doc || (sharedProps[prop.name] ?? '');

/** docs/reference/constructs.md */
export function constructsPage(): string {
  const all = documentedConstructs();
  const whole = all.filter(({ folder, name }) => folder === '' && name === 'Brooder');
  const system = all.filter(({ name }) => name === 'System');
  const types = new Map(
    all
      .flatMap(({ nested }) => nested.map((found) => [found.name, found] as const))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  const parts = all.filter((found) => !whole.includes(found) && !system.includes(found));
  return `# Constructs

What \`@brooder/constructs\` exports for use in a cdk8s app: the whole system, the names and labels that parts share, and every part alone. Where a
type says \`Value<T>\`, give a plain \`T\`; expressions are for the compiler of the chart. Every construct has the objects it makes as public fields, for
escape hatches. Take the values of \`Brooder\` from the [chart reference](chart.md).

${[...whole, ...system].map(sectionOf).join('\n')}
# Parts

${parts.map(sectionOf).join('\n')}
# Types

What the props above are made of.

${[...types.values()].map((type) => `## ${type.name}\n\n${type.doc === '' ? '' : `${type.doc}\n\n`}${propsTable(type.props)}\n`).join('\n')}`;
}

function sectionOf(found: DocumentedConstruct): string {
  const fields = found.fields.filter(({ name }) => name !== 'props');
  return [
    `## ${found.name}\n`,
    `${found.doc}\n`,
    `${propsTable(found.allProps)}\n`,
    ...(found.nested.length === 0
      ? []
      : [`Types: ${found.nested.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(', ')}.\n`]),
    ...(fields.length === 0
      ? []
      : [`Fields: ${fields.map(({ name, type }) => `\`${name}\` (${code(type)})`).join(', ')}.\n`]),
  ].join('\n');
}

const propsTable = (props: readonly Prop[]) =>
  markdownTable(
    ['Prop', 'Type', 'Default', 'What it is'],
    props.map((prop) => [`\`${prop.name}\``, code(prop.type), defaultText(prop), docOf(prop)]),
  );

function defaultText(prop: Prop): string {
  if (!prop.optional) return 'required';
  const given = prop.default ?? '';
  return given.startsWith('- ') ? given.slice(2) : code(given);
}
