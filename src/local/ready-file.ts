import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Settings } from '@brooder/contracts';
import { type PublishedAddresses, writeWhole } from '../data-dir/index.ts';
import type { Closers } from './closers.ts';

/** Tells whoever waits for `--ready-file` where everything answers; the file goes with the process. */
export function writeReadyFile(settings: Settings, addresses: PublishedAddresses, closers: Closers): void {
  if (settings.readyFile === undefined) return;
  const readyFile = resolve(settings.readyFile);
  writeWhole(readyFile, `${JSON.stringify(addresses, null, 2)}\n`);
  closers.add(() => rmSync(readyFile, { force: true }));
}
