import { fold, isExpr, type Value } from './expr.ts';
import { escapedText } from './go-literal.ts';

/** Text with values in it: `` str`${names.gateway}:${port}` ``. A value that is a list, a map or "number or text" is refused. */
export function str(
  literals: TemplateStringsArray,
  ...parts: readonly Value<string | number | boolean>[]
): Value<string> {
  const verbs = parts.map(verbOf);
  return fold(
    parts,
    'text',
    (...values) =>
      literals.reduce((out, literal, i) => out + literal + (i < values.length ? String(values[i]) : ''), ''),
    (...operands) => {
      // What is known here stands in the format itself.
      const written = parts.map((part, i) => (isExpr(part) ? verbs[i]! : percent(String(part))));
      const format = literals.map((literal, i) => percent(literal) + (written[i] ?? '')).join('');
      const given = operands.flatMap((text, i) => {
        if (!isExpr(parts[i])) return [];
        return verbs[i] === '%d' ? `(int64 ${text})` : text;
      });
      return `printf ${escapedText(format)} ${given.join(' ')}`;
    },
  );
}

const percent = (text: string) => text.replaceAll('%', '%%');

function verbOf(part: Value<string | number | boolean>): string {
  const shape = isExpr(part)
    ? part.shape
    : ({ string: 'text', number: 'integer', boolean: 'flag' } as const)[typeof part as 'string'];
  const verb = { text: '%s', integer: '%d', flag: '%t', integerOrText: undefined, tree: undefined }[shape ?? 'tree'];
  if (verb === undefined) throw new TypeError(`str: a ${shape} cannot stand in text`);
  return verb;
}
