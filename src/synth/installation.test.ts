import { presets } from '@brooder/constructs';
import { expect, test } from 'vitest';
import { fileMark, manifestFiles, renderedKinds, renderInstallation, renderObjects } from './index.ts';

const release = { name: 'pond', namespace: 'lake' };

test('the kinds that a diff looks for are those of every values file', () => {
  const name = ({ apiVersion, kind }: { apiVersion: string; kind: string }) => `${apiVersion} ${kind}`;
  const known = renderedKinds().map(name);
  const used = Object.values(presets).flatMap(({ values: overrides }) =>
    renderObjects({ overrides, release }).map(name),
  );
  expect([...new Set(used)].filter((kind) => !known.includes(kind))).toEqual([]);
});

test('every file begins with the mark, is named after its concern, and is the same each time', () => {
  const files = () => manifestFiles(renderInstallation({ overrides: presets.local.values, release }));
  expect([...files()]).toEqual([...files()]);
  for (const [name, text] of files()) {
    expect(name).toMatch(/^[a-z-]+\.yaml$/);
    expect(text.startsWith(`${fileMark}\n`)).toBe(true);
  }
});

test('all problems come at once, with the nearest key of each unknown one', () => {
  const overrides = { replicaCont: 3, image: { pullPolicy: 'Often' } } as object;
  expect(() => renderInstallation({ overrides, release })).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/at '\/image\/pullPolicy': value must be one of[\s\S]*'replicaCont' not allowed/),
      fields: { hint: 'replicaCont is unknown. Did you mean replicaCount?' },
    }),
  );
});
