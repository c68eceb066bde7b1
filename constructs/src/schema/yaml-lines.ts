import { isMap } from './merge.ts';
import { yamlWord } from './yaml-words.ts';

const plainKey = /^[A-Za-z_][A-Za-z0-9_./-]*$/;

/** A text that YAML 1.1 and 1.2 read alike: always in double quotes. */
export const yamlText = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A key, in quotes where it needs them. */
export const yamlKey = (key: string): string => (plainKey.test(key) && !yamlWord.test(key) ? key : yamlText(key));

/** `key: value` as lines, nested values indented by two spaces. */
export function yamlField(key: string, value: unknown): string[] {
  const head = `${yamlKey(key)}:`;
  const [first = '', ...rest] = yamlLines(value);
  const isBlock = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  return isBlock ? [head, ...indented([first, ...rest])] : [`${head} ${first}`];
}

function yamlLines(value: unknown): string[] {
  if (typeof value === 'string') return [yamlText(value)];
  if (Array.isArray(value)) return value.length === 0 ? ['[]'] : value.flatMap(itemLines);
  if (!isMap(value)) return [JSON.stringify(value ?? null)];
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return entries.length === 0 ? ['{}'] : entries.flatMap(([key, item]) => yamlField(key, item));
}

function itemLines(item: unknown): string[] {
  const [first = '', ...rest] = yamlLines(item);
  return [`- ${first}`, ...indented(rest)];
}

export const indented = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `  ${line}`));
