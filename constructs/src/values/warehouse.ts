import { flag, group, map, text } from '../schema/index.ts';

/** Kubernetes side of a warehouse that a seed file describes. */
export const warehouseValues = {
  warehouse: group('What a seeded warehouse refers to: Secrets and a ServiceAccount in one namespace. For trials.', {
    namespace: text('Namespace of both; empty: that of the workers.', { form: 'dnsLabel' }),
    secrets: map(
      map(text('Value; it stands in the values in plain text.'), 'Value of each key.'),
      'Secrets to write, by name.',
      { keyForm: 'dnsSubdomain', example: { 'local-warehouse': { s3SecretAccessKey: 'for-trials-only' } } },
    ),
    identity: group('ServiceAccount that the warehouse names as its worker identity.', {
      create: flag('Write the ServiceAccount object.', false),
      name: text('Its name; empty: `<fullname>-warehouse`.', { form: 'dnsSubdomain' }),
      iamRoleArn: text('AWS role that it assumes, for example arn:aws:iam::123456789012:role/ducks.'),
      annotations: map(text('Text.'), 'More annotations of it.'),
    }),
  }),
};
