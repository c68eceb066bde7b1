import { flag, group, map, shared, text, tree } from '../schema/index.ts';

/** What names the installation and stands on every object. */
export const identity = {
  global: shared(
    group('Shared with other charts of one parent chart; keys of those may stand here too.', {
      imageRegistry: text(
        'Registry host in front of every image, for example a mirror. Wins over the registry of an image.',
      ),
      imagePullSecrets: tree<readonly { readonly name: string }[]>(
        'list',
        'Pull secrets of every pod, beside those of the part.',
        { example: [{ name: 'registry-login' }] },
      ),
    }),
  ),
  nameOverride: text('Stands for "brooder" in names and in the label app.kubernetes.io/name.', { form: 'dnsLabel' }),
  fullnameOverride: text('Stands for release and name together in names.', { form: 'dnsLabel' }),
  commonLabels: map(text('Text.'), 'Labels on every object.'),
  commonAnnotations: map(text('Text.'), 'Annotations on every object.'),
  namespace: group('The namespace of the gateway.', {
    create: flag('Write the Namespace object of the release. Helm users take --create-namespace instead.', false),
    podSecurity: text('Pod Security Standard that the namespace enforces; written only with `create`.', {
      default: 'restricted',
      oneOf: ['restricted', 'baseline', 'privileged'],
    }),
  }),
};
