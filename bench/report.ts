/** One measured figure. `bar` is what DESIGN §9 asks for; `ratio` above 1 means better than the bar. */
export interface Figure {
  what: string;
  value: number;
  unit: string;
  bar?: number;
  /** Whether a larger value is better. */
  more: boolean;
}

export function printTable(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`);
  console.table(
    figures.map(({ what, value, unit, bar, more }) => ({
      what,
      value: round(value),
      unit,
      bar: bar ?? '',
      'ratio to bar': bar === undefined ? '' : round(more ? value / bar : bar / value),
    })),
  );
}

const round = (value: number) => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

/** The value below which `share` of the samples lie (nearest rank). */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
}
