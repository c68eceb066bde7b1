/** What this version of the chart changes, as Artifact Hub shows it. Replaced with each version; source: artifacthub.io "Helm annotations". */
export const chartChanges: readonly {
  readonly kind: 'added' | 'changed' | 'deprecated' | 'removed' | 'fixed' | 'security';
  readonly description: string;
}[] = [
  {
    kind: 'added',
    description:
      'The first version of the chart, compiled from typed constructs and equal to what brooder synth writes.',
  },
];
