/** Values as the command line takes them, with Helm's own flags in Helm's order. */
import { readFileSync } from 'node:fs';
import { mergeOverrides, parseSet, type SetKind, type Tree } from '@brooder/constructs';
import { failures } from '@brooder/contracts';
import { readValues } from '../values-file.ts';

export interface ValuesFlags {
  values?: readonly string[];
  setJson?: readonly string[];
  set?: readonly string[];
  setString?: readonly string[];
}

/**
 * The files of `-f`, later ones over earlier, then `--set-json`, `--set` and `--set-string`; source: Helm pkg/cli/values/options.go.
 * A file named `-` is standard input.
 *
 * @throws missingFile    a file that cannot be read
 * @throws invalidValues  a file or text that holds no values
 */
export function gatherOverrides(flags: ValuesFlags): Tree {
  const files = (flags.values ?? []).map((path) => readValues(readText(path), path === '-' ? 'standard input' : path));
  const later: [SetKind, readonly string[] | undefined][] = [
    ['json', flags.setJson],
    ['set', flags.set],
    ['string', flags.setString],
  ];
  let values = mergeOverrides(...files);
  for (const [kind, texts = []] of later) for (const text of texts) values = withSet(values, kind, text);
  return values;
}

/** A whole JSON object may stand where `--set-json` takes `key=value`. */
function withSet(values: Tree, kind: SetKind, text: string): Tree {
  if (kind !== 'json' || !text.trimStart().startsWith('{')) return parseSet(text, kind, values);
  try {
    return mergeOverrides(values, JSON.parse(text) as Tree);
  } catch (cause) {
    throw failures.invalidValues({ problems: `--set-json ${text}: not JSON: ${(cause as Error).message}` }, { cause });
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (cause) {
    throw failures.missingFile({ file: path }, { cause });
  }
}
