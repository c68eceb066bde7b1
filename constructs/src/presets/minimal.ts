import type { Preset } from './preset.ts';

/** What every installation must render with: nothing but the defaults. */
export const minimal: Preset = {
  file: 'ci/minimal.yaml',
  about: 'The defaults: no value is required.',
  values: {},
};
