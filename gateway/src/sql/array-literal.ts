/** PostgreSQL's text form of arrays, `{1,NULL,"a b",{2}}`; source: PostgreSQL docs 8.15.6. */
export type ArrayItem = string | null | readonly ArrayItem[];

/** Items of the literal, or undefined when it is not one. Nesting is bounded, as PostgreSQL's six dimensions are. */
export function parseArrayLiteral(text: string): readonly ArrayItem[] | undefined {
  let at = 0;
  const skipSpace = () => {
    while (text[at] !== undefined && /\s/.test(text[at]!)) at++;
  };

  function list(depth: number): ArrayItem[] | undefined {
    if (text[at] !== '{' || depth > 6) return undefined;
    at++;
    const items: ArrayItem[] = [];
    skipSpace();
    if (text[at] === '}') {
      at++;
      return items;
    }
    for (;;) {
      skipSpace();
      const item = text[at] === '{' ? list(depth + 1) : text[at] === '"' ? quoted() : bare();
      if (item === undefined) return undefined;
      items.push(item);
      skipSpace();
      const next = text[at++];
      if (next === '}') return items;
      if (next !== ',') return undefined;
    }
  }

  function quoted(): string | undefined {
    let value = '';
    for (at++; at < text.length; at++) {
      if (text[at] === '"') {
        at++;
        return value;
      }
      if (text[at] === '\\') at++;
      value += text[at] ?? '';
    }
    return undefined;
  }

  function bare(): string | null | undefined {
    let value = '';
    while (at < text.length && !',{}"'.includes(text[at]!)) {
      if (text[at] === '\\') at++;
      value += text[at++] ?? '';
    }
    value = value.trimEnd();
    if (value === '') return undefined;
    return value.toUpperCase() === 'NULL' ? null : value;
  }

  skipSpace();
  const items = list(1);
  skipSpace();
  return at === text.length ? items : undefined;
}

/** The items as a DuckDB list; `write` makes the text of one value. */
export function duckList(items: readonly ArrayItem[], write: (value: string) => string): string {
  return `[${items.map((item) => (item === null ? 'NULL' : typeof item === 'string' ? write(item) : duckList(item, write))).join(', ')}]`;
}
