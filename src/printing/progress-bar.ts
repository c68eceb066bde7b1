export interface ProgressBar {
  update(done: number): void;
  finish(): void;
}

/** One line that is drawn again on a terminal; on anything else a line each ten percent, so that logs stay short. */
export function progressBar(
  title: string,
  total: number,
  unit: string,
  out: NodeJS.WriteStream = process.stderr,
): ProgressBar {
  const cells = 30;
  let shown = -1;
  const draw = (done: number) => {
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const step = Math.floor(share * (out.isTTY ? 100 : 10));
    if (step === shown) return;
    shown = step;
    const filled = Math.round(share * cells);
    const text = `${title} [${'#'.repeat(filled)}${'.'.repeat(cells - filled)}] ${Math.floor(share * 100)} % of ${total.toLocaleString('en')} ${unit}`;
    out.write(out.isTTY ? `\r${text}` : `${text}\n`);
  };
  draw(0);
  return {
    update: draw,
    finish() {
      draw(total);
      if (out.isTTY) out.write('\n');
    },
  };
}
