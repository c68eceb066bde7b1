import { nameOf } from '../kubernetes-object.ts';
import type { Rule } from './finding.ts';
import { containersOf, podsOf } from './pods.ts';

/** Every image has a digest, or a tag other than `latest`. */
export const pinnedImages: Rule = ({ objects }) =>
  podsOf(objects).flatMap((pod) =>
    containersOf(pod)
      .filter(({ image = '' }) => !isPinned(image))
      .map(({ name, image = '' }) => ({
        rule: 'pinned-images',
        object: nameOf(pod.owner),
        message: `container "${name}" runs the image "${image}", which may be another one tomorrow; give a digest, or a tag other than latest`,
      })),
  );

function isPinned(image: string): boolean {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return true;
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return tag !== undefined && tag !== 'latest';
}
