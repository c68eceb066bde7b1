import type { Readable } from 'node:stream';
import type { Clock } from '@brooder/contracts';

/** A worker's log cannot flood the gateway's: longer lines are cut, further lines in a second are counted and dropped. */
const limit = { lineBytes: 8_192, linesPerSecond: 100 };

/** Gives the stream's lines, bounded; reads on in any case, so that the writer never blocks. */
export function forwardLines(stream: Readable, clock: Clock, give: (line: string) => void): void {
  let rest = '';
  let second = clock.now();
  let given = 0;
  let dropped = 0;

  const line = (text: string) => {
    if (text === '') return;
    if (clock.now() - second >= 1_000) {
      if (dropped > 0) give(`(${dropped} lines dropped)`);
      second = clock.now();
      given = 0;
      dropped = 0;
    }
    if (given >= limit.linesPerSecond) dropped += 1;
    else {
      given += 1;
      give(text.slice(0, limit.lineBytes));
    }
  };

  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    // A line without an end keeps only what would be shown of it.
    rest = lines.pop()!.slice(0, limit.lineBytes);
    for (const text of lines) line(text);
  });
  stream.on('end', () => line(rest));
  stream.on('error', () => {});
}
