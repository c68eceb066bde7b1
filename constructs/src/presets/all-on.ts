import type { Preset } from './preset.ts';

/** Every key of the schema, each with a value that shows in the output. */
export const allOn: Preset = {
  file: 'ci/all-on.yaml',
  about: 'Everything on at once, every key set: what lint, schema checks and dry runs look at.',
  values: {
    namespace: { create: true, podSecurity: 'restricted' },
    prometheusRule: { enabled: true },
  },
};
