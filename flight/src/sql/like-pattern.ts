/**
 * A test for a metadata filter pattern: `%` is any run of characters, `_` one character, `\` quotes the next. An absent pattern matches
 * all. Takes time proportional to name times pattern at worst: a regular expression would let a client's pattern run for hours.
 */
export function likeMatcher(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const parts = compile(pattern);
  return (name) => matches([...name], parts);
}

const anyRun = Symbol('%');
const anyOne = Symbol('_');
type Part = string | typeof anyRun | typeof anyOne;

function compile(pattern: string): Part[] {
  const parts: Part[] = [];
  let quoted = false;
  for (const character of pattern) {
    if (quoted || (character !== '\\' && character !== '%' && character !== '_')) parts.push(character);
    else if (character === '%' && parts.at(-1) !== anyRun) parts.push(anyRun);
    else if (character === '_') parts.push(anyOne);
    quoted = !quoted && character === '\\';
  }
  return parts;
}

function matches(name: readonly string[], parts: readonly Part[]): boolean {
  let at = 0;
  let part = 0;
  // Where to continue when the latest % must take one character more.
  let retry: { at: number; part: number } | undefined;
  while (at < name.length) {
    const expected = parts[part];
    if (expected === anyRun) {
      part++;
      retry = { at, part };
    } else if (expected === anyOne || expected === name[at]) {
      at++;
      part++;
    } else if (retry) {
      retry.at++;
      ({ at, part } = retry);
    } else {
      return false;
    }
  }
  return parts.slice(part).every((rest) => rest === anyRun);
}
