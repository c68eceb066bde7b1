import type { Construct } from 'constructs';
import { ExtraObjects } from '../parts/extras/index.ts';
import type { TreeContext } from './context.ts';

export function addExtras(scope: Construct, { system, values }: TreeContext): void {
  new ExtraObjects(scope, 'objects', { system, objects: values.extraObjects });
}
