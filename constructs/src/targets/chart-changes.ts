/**
 * What this version of the chart changes, as Artifact Hub shows it: lines of the first section of CHANGELOG.md, word for word, which a test
 * compares. Replaced with each version; source: artifacthub.io "Helm annotations".
 */
export const chartChanges: readonly {
  readonly kind: 'added' | 'changed' | 'deprecated' | 'removed' | 'fixed' | 'security';
  readonly description: string;
}[] = [
  {
    kind: 'added',
    description:
      'The Helm chart `charts/brooder`, compiled from the same constructs: a schema for every value, values files for laptops, production and each integration.',
  },
  {
    kind: 'added',
    description:
      "The gateway fills the Secrets that an installation left empty: internal secret, administrator's password, config store's password, certificate.",
  },
];
