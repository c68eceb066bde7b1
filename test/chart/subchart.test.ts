/** The chart as a part of another chart: what a parent switches, sets and shares. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { helmTemplate, requireTool } from '../testbed/index.ts';

const withHelm = requireTool('helm');

withHelm('a parent chart switches it on and off, sets its values and shares globals of its own', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'brooder-parent-'));
  try {
    await mkdir(join(parent, 'charts'));
    await cp('charts/brooder', join(parent, 'charts/brooder'), { recursive: true });
    await writeFile(
      join(parent, 'Chart.yaml'),
      'apiVersion: v2\nname: platform\nversion: 1.0.0\ndependencies:\n' +
        '  - { name: brooder, version: "*", repository: "", condition: brooder.enabled }\n',
    );
    const values = {
      global: { imageRegistry: 'mirror.example.org', team: 'ducks' },
      brooder: { enabled: true, replicaCount: 3 },
    };
    const options = { release: 'wh', namespace: 'pond' };
    const on = await helmTemplate(parent, { ...options, values });
    expect(on).toMatchObject({ failed: false, stdout: expect.stringContaining('replicas: 3') });
    expect(on.stdout).toContain('mirror.example.org/brooder/gateway');
    const off = await helmTemplate(parent, { ...options, values: { ...values, brooder: { enabled: false } } });
    expect(off).toMatchObject({ failed: false, stdout: expect.not.stringContaining('kind:') });
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
});
