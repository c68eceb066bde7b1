import { group, text } from '../schema/index.ts';

/** What names an image and says when it is pulled. */
export const imageNode = (doc: string, repository: string) =>
  group(doc, {
    registry: text('Registry host; empty: the container runtime decides.'),
    repository: text('Repository.', { default: repository, mayBeEmpty: false }),
    tag: text('Tag; empty: the version of the chart.'),
    digest: text('Digest `sha256:…`; wins over the tag.', { form: 'imageDigest' }),
    pullPolicy: text('When the kubelet pulls it.', {
      default: 'IfNotPresent',
      oneOf: ['Always', 'IfNotPresent', 'Never'],
    }),
  });
