import { tree } from '../schema/index.ts';

/** What users add. */
export const extrasValues = {
  extraObjects: tree<readonly Readonly<Record<string, unknown>>[]>(
    'list',
    'Whole manifests that are installed with Brooder, as they are: no text in them is read as a template. One that names no namespace goes into the release namespace.',
    { example: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'motto' }, data: { text: 'quack' } }] },
  ),
};
