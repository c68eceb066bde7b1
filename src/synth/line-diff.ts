export interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** The lines of `before` and `after` with the fewest marks; source: longest common subsequence by dynamic programming. */
export function lineDiff(before: readonly string[], after: readonly string[]): DiffLine[] {
  let front = 0;
  while (front < before.length && front < after.length && before[front] === after[front]) front++;
  let back = 0;
  const room = Math.min(before.length, after.length) - front;
  while (back < room && before[before.length - 1 - back] === after[after.length - 1 - back]) back++;
  const same = (lines: readonly string[]) => lines.map((text): DiffLine => ({ mark: ' ', text }));
  return [
    ...same(before.slice(0, front)),
    ...middle(before.slice(front, before.length - back), after.slice(front, after.length - back)),
    ...same(before.slice(before.length - back)),
  ];
}

function middle(before: readonly string[], after: readonly string[]): DiffLine[] {
  const width = after.length + 1;
  /** Length of the longest common subsequence of before[i..] and after[j..]. */
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        before[i] === after[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ mark: ' ', text: before[i]! });
      i++;
      j++;
    } else if (
      j >= after.length ||
      (i < before.length && lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)
    ) {
      lines.push({ mark: '-', text: before[i++]! });
    } else lines.push({ mark: '+', text: after[j++]! });
  }
  return lines;
}

/** Unified form: changed lines with `context` lines around them, under `@@ -line,count +line,count @@`. */
export function unified(lines: readonly DiffLine[], context = 3): string[] {
  const wanted = new Set<number>();
  lines.forEach(({ mark }, at) => {
    if (mark !== ' ') for (let i = at - context; i <= at + context; i++) wanted.add(i);
  });
  const out: string[] = [];
  let [before, after] = [1, 1];
  for (let start = 0; start < lines.length; start++) {
    if (!wanted.has(start)) {
      before++;
      after++;
      continue;
    }
    let end = start;
    while (end < lines.length && wanted.has(end)) end++;
    const hunk = lines.slice(start, end);
    const [old, fresh] = [
      hunk.filter(({ mark }) => mark !== '+').length,
      hunk.filter(({ mark }) => mark !== '-').length,
    ];
    out.push(`@@ -${range(before, old)} +${range(after, fresh)} @@`, ...hunk.map(({ mark, text }) => `${mark}${text}`));
    before += old;
    after += fresh;
    start = end - 1;
  }
  return out;
}

/** Without lines it names the line before, as diff(1) does. */
const range = (start: number, count: number) => `${count === 0 ? start - 1 : start},${count}`;
