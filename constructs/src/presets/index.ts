/** Values files of the chart, typed. Each stands in a file of its own, named like the file it becomes. */
import { allOn } from './all-on.ts';
import { minimal } from './minimal.ts';
import type { Preset } from './preset.ts';

export type { Preset } from './preset.ts';

/** Every preset, by name. */
export const presets = { allOn, minimal } as const satisfies Record<string, Preset>;
