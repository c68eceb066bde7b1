import type { Finding, Rendered, Rule } from './finding.ts';
import { pinnedImages } from './images.ts';
import { names } from './names.ts';
import { podSecurity } from './pod-security.ts';
import { duplicates, knownNamespaces, selectors } from './references.ts';

export type { Finding, Rendered } from './finding.ts';

const always: readonly Rule[] = [podSecurity, duplicates, names, selectors];
/** Rules that a trial may break. */
const strictOnly: readonly Rule[] = [pinnedImages, knownNamespaces];

/** Everything wrong with rendered manifests, in the order of the rules. */
export const findingsOf = (rendered: Rendered, strict: boolean): Finding[] =>
  [...always, ...(strict ? strictOnly : [])].flatMap((rule) => rule(rendered));
