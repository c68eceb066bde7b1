/** Replacements in a text, and the way back from a place in the result to the place the client wrote. */
export interface Edit {
  /** Half-open range of UTF-16 indices in the original. */
  start: number;
  end: number;
  text: string;
}

/** Gives the 1-based character of the client's whole text for a 1-based character of the text the engine saw. */
export type PositionMap = (position: number) => number;

/** Applies edits; two that overlap are a defect of a rule, answered by undefined so that the caller sends the text unchanged. */
export function splice(sql: string, edits: readonly Edit[]): string | undefined {
  const ordered = inOrder(edits);
  let result = '';
  let at = 0;
  for (const edit of ordered) {
    if (edit.start < at) return undefined;
    result += sql.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + sql.slice(at);
}

/** Insertions at one place keep the order in which they were made. */
function inOrder(edits: readonly Edit[]): Edit[] {
  return edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/**
 * @param whole  the client's text
 * @param start  UTF-16 index at which the statement begins in it
 * @param end    UTF-16 index behind the statement
 * @param edits  with indices relative to `start`
 */
export function positionMap(whole: string, start: number, end: number, edits: readonly Edit[]): PositionMap {
  if (start === 0 && edits.length === 0) return (position) => position;
  return (position) => {
    const original = whole.slice(start, end);
    const spliced = splice(original, edits) ?? original;
    let index = utf16Index(spliced, position - 1);
    for (const edit of inOrder(edits)) {
      if (index < edit.start) break;
      // Inside a replacement there is no client text: its beginning stands for all of it.
      if (index < edit.start + edit.text.length) {
        index = edit.start;
        break;
      }
      index += edit.end - edit.start - edit.text.length;
    }
    return characters(whole.slice(0, start + index)) + 1;
  };
}

function utf16Index(text: string, characterCount: number): number {
  let index = 0;
  for (let left = characterCount; left > 0 && index < text.length; left--)
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  return index;
}

function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
