/** Values files of the chart, typed. Each stands in a file of its own, named like the file it becomes. */
import { allOn, otherSide } from './all-on/index.ts';
import * as integrations from './integrations/index.ts';
import { kind } from './kind.ts';
import { local } from './local.ts';
import { minimal } from './minimal.ts';
import { orbstack } from './orbstack.ts';
import type { Preset } from './preset.ts';
import { production } from './production.ts';

export { localSeed } from './local-seed.ts';
export type { Preset } from './preset.ts';

/** Every preset, by name. */
export const presets = {
  local,
  production,
  allOn,
  otherSide,
  minimal,
  kind,
  orbstack,
  ...integrations,
} as const satisfies Record<string, Preset>;
