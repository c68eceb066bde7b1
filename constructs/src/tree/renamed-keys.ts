import type { Construct } from 'constructs';
import { hasPath, Refusal, wholeOf } from '../expr/index.ts';
import { renamedKeys, renamedText } from '../values/renamed-keys.ts';
import type { TreeInput } from './context.ts';

/** Refuses each key that has another name here. */
export function addRenamedKeys(scope: Construct, { values }: Pick<TreeInput, 'values'>): void {
  for (const [path, here] of Object.entries(renamedKeys)) {
    new Refusal(scope, path, hasPath(wholeOf(values), path.split('.')), renamedText(path, here));
  }
}
