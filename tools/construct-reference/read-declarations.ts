/** Reads the exported interfaces and constructs of source text: names, props, doc comments. Enough for this repository's own formatting. */

export interface Prop {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  /** Text of the comment without its tags; empty when there is none. */
  readonly doc: string;
  /** Text of `@default`. */
  readonly default?: string;
}

export interface PropsInterface {
  readonly name: string;
  readonly doc: string;
  /** Interfaces whose props it takes over, and which of them. */
  readonly bases: readonly { readonly name: string; readonly omit: readonly string[] }[];
  readonly props: readonly Prop[];
}

export interface ConstructClass {
  readonly name: string;
  readonly doc: string;
  /** The interface of its constructor's props. */
  readonly props?: string;
  /** Public read-only fields. */
  readonly fields: readonly Prop[];
}

const comment = String.raw`(?:/\*\*((?:(?!\*/)[\s\S])*)\*/\s*)?`;
const interfacePattern = new RegExp(
  `^${comment}export interface (\\w+)(?:<[^{]*?>)?(?: extends ([^{]+?))? \\{\\n([\\s\\S]*?)^\\}`,
  'gm',
);
const classPattern = new RegExp(`^${comment}export class (\\w+)(?: extends [\\w.]+)? \\{\\n([\\s\\S]*?)^\\}`, 'gm');
const memberPattern = new RegExp(`^  ${comment}readonly (\\w+)(\\??): ([\\s\\S]*?);\\n(?! {4})`, 'gm');

export function interfacesIn(text: string): PropsInterface[] {
  return [...text.matchAll(interfacePattern)].map(([, doc = '', name = '', bases = '', body = '']) => ({
    name,
    doc: proseOf(doc),
    bases: basesIn(bases),
    props: membersIn(body),
  }));
}

export function classesIn(text: string): ConstructClass[] {
  return [...text.matchAll(classPattern)].map(([, doc = '', name = '', body = '']) => {
    const props = /^ {2}constructor\([^)]*?(?:\bprops|\}): (\w+)\b/m.exec(body)?.[1];
    // What begins with `private` is no field of a reader's concern; `readonly` stands first in the others.
    return { name, doc: proseOf(doc), fields: membersIn(body), ...(props === undefined ? {} : { props }) };
  });
}

const membersIn = (body: string): Prop[] =>
  [...body.matchAll(memberPattern)].map(([, doc = '', name = '', mark, type = '']) => {
    const standard = /@default\s+([\s\S]*?)(?=\n\s*\*?\s*@|$)/.exec(doc)?.[1];
    return {
      name,
      type: type.replaceAll(/\s+/g, ' ').trim(),
      optional: mark === '?',
      doc: proseOf(doc),
      ...(standard === undefined ? {} : { default: unstarred(standard) }),
    };
  });

const basesIn = (text: string) =>
  [...text.matchAll(/(?:Omit|Pick|Partial)?<?\b(\w+Props|\w+Limits)(?:, ([^>]+)>)?/g)].map(
    ([, name = '', omitted = '']) => ({
      name,
      omit: [...omitted.matchAll(/'(\w+)'/g)].map(([, key = '']) => key),
    }),
  );

/** A comment without its stars and tags, as one line. */
const proseOf = (doc: string) => unstarred(doc.replace(/@(?:default|example|throws|param|returns)\b[\s\S]*$/, ''));
const unstarred = (text: string) =>
  text
    .split('\n')
    .map((line) => line.replace(/^\s*\*\s?/, '').trim())
    .filter((line) => line !== '')
    .join(' ')
    .trim();
