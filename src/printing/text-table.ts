/** Columns as a terminal shows them: numbers right, text left, widths by what the reader sees (wide characters count twice). */
export interface TextColumn {
  title: string;
  align?: 'left' | 'right';
}

export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly (string | null)[])[],
  nullText = '',
): string {
  const cells = rows.map((row) => columns.map((_, i) => printable(row[i] ?? nullText)));
  const widths = columns.map((column, i) => Math.max(width(column.title), ...cells.map((row) => width(row[i]!))));
  const line = (row: readonly string[], align: (i: number) => 'left' | 'right') =>
    row
      .map((cell, i) =>
        align(i) === 'right'
          ? ' '.repeat(widths[i]! - width(cell)) + cell
          : cell + ' '.repeat(widths[i]! - width(cell)),
      )
      .join(' | ')
      .trimEnd();
  return [
    line(
      columns.map((column) => column.title),
      () => 'left',
    ),
    widths.map((w) => '-'.repeat(w)).join('-+-'),
    ...cells.map((row) => line(row, (i) => columns[i]!.align ?? 'left')),
  ].join('\n');
}

/** Control characters would move the cursor; they are shown as escapes. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) =>
    c === '\n' ? '\\n' : c === '\t' ? '\\t' : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

const segmenter = new Intl.Segmenter();
function width(text: string): number {
  let total = 0;
  for (const { segment } of segmenter.segment(text))
    total +=
      /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        segment,
      )
        ? 2
        : 1;
  return total;
}
