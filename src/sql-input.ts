/**
 * Whether typed text ends a statement: a semicolon outside quotes, dollar quotes and comments, with only blanks behind it.
 * Source of the quoting rules: PostgreSQL docs, chapter 4.1.
 */
export function endsStatement(text: string): boolean {
  let complete = false;
  let at = 0;
  while (at < text.length) {
    const skipped = skipQuoted(text, at);
    if (skipped === undefined) return false; // an open quote or comment: more lines follow
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const character = text[at]!;
    if (character === ';') complete = true;
    else if (!/\s/.test(character)) complete = false;
    at++;
  }
  return complete;
}

/** End of the quoted piece or comment that begins at `at`; `at` itself when none begins there; undefined when it does not end. */
function skipQuoted(text: string, at: number): number | undefined {
  const rest = text.slice(at, at + 70);
  if (rest.startsWith('--')) {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  if (rest.startsWith('/*')) return endOfComment(text, at);
  if (text[at] === "'" || text[at] === '"') return endOfQuote(text, at);
  const tag = /^\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$/.exec(rest)?.[0];
  if (tag && !/[A-Za-z0-9_]/.test(text[at - 1] ?? ' ')) {
    const end = text.indexOf(tag, at + tag.length);
    return end < 0 ? undefined : end + tag.length;
  }
  return at;
}

function endOfQuote(text: string, at: number): number | undefined {
  const quote = text[at]!;
  const escapes = quote === "'" && /(^|[^A-Za-z0-9_])[eE]$/.test(text.slice(Math.max(0, at - 2), at));
  for (let i = at + 1; i < text.length; i++) {
    if (escapes && text[i] === '\\') i++;
    else if (text[i] === quote) {
      if (text[i + 1] !== quote) return i + 1;
      i++;
    }
  }
  return undefined;
}

function endOfComment(text: string, at: number): number | undefined {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text.startsWith('/*', i)) {
      depth++;
      i++;
    } else if (text.startsWith('*/', i)) {
      depth--;
      i++;
      if (depth === 0) return i + 1;
    }
  }
  return undefined;
}
