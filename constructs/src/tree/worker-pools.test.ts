import { expect, test } from 'vitest';
import { defaultsOf, mergeValues } from '../schema/index.ts';
import { renderManifests } from '../targets/manifests.ts';
import { type BrooderOverrides, type BrooderValues, values } from '../values/index.ts';

interface Template {
  kind: string;
  metadata: { name: string; annotations: Record<string, string> };
  template: { spec: { nodeSelector?: object; containers: { image: string; env: object[] }[] } };
}

function pools(overrides: BrooderOverrides): Record<string, Template> {
  const all = mergeValues(defaultsOf(values) as never, overrides as never) as unknown as BrooderValues;
  const rendered = renderManifests(all, { name: 'wh', namespace: 'data', service: 'test' });
  const templates = ([...rendered.values()].flat() as Template[]).filter(({ kind }) => kind === 'PodTemplate');
  return Object.fromEntries(templates.map((template) => [template.metadata.name, template]));
}
const imageOf = ({ template }: Template) => template.spec.containers[0]!.image;

test('a pool says only what differs from the defaults of all pools', () => {
  const found = pools({
    workers: {
      defaults: { nodeSelector: { disk: 'nvme' }, warmTarget: 3 },
      pools: { big: { warmTarget: 0 }, default: null as never },
    },
  });
  expect(Object.keys(found)).toEqual(['wh-brooder-big']);
  const big = found['wh-brooder-big']!;
  expect(big.template.spec.nodeSelector).toEqual({ disk: 'nvme' });
  expect(big.metadata.annotations['brooder.dev/warm-target']).toBe('0');
});

test('each cohort and counted role is a PodTemplate with the placement of the cohort', () => {
  const found = pools({
    workers: {
      pools: {
        default: {
          nodeSelector: { disk: 'nvme' },
          cohorts: { spot: { nodeSelector: { spot: 'true' }, counts: { ReadOnly: 3, WriteOnly: 1 } }, steady: {} },
        },
      },
    },
  });
  expect(Object.keys(found)).toEqual([
    'wh-brooder-default.spot.read-only',
    'wh-brooder-default.spot.write-only',
    'wh-brooder-default.steady',
  ]);
  const readers = found['wh-brooder-default.spot.read-only']!;
  expect(readers.template.spec.nodeSelector).toEqual({ spot: 'true' });
  expect(readers.metadata.annotations).toMatchObject({
    'brooder.dev/cohort': 'spot',
    'brooder.dev/role': 'ReadOnly',
    'brooder.dev/warm-target': '3',
  });
  expect(found['wh-brooder-default.steady']!.template.spec.nodeSelector).toEqual({ disk: 'nvme' });
});

test('a pool with a tag of its own does not get the digest of the common image', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const found = pools({
    workers: { image: { digest }, pools: { canary: { image: { tag: '2' } }, other: { image: { repository: 'x/y' } } } },
  });
  expect(imageOf(found['wh-brooder-canary']!)).toBe('brooder/worker:2');
  expect(imageOf(found['wh-brooder-other']!)).toBe(`x/y@${digest}`);
});

test('idle workers roll when the settings they share change', () => {
  const annotations = (logSql: boolean) => JSON.stringify(pools({ logSql })['wh-brooder-default']!.template);
  expect(annotations(true)).not.toBe(annotations(false));
});

test.each<[string, BrooderOverrides, RegExp]>([
  ['a size that nobody described', { workers: { pools: { a: { size: 'huge' } } } }, /workers\.pools\.a\.size: "huge"/],
  ['a variable that ties a worker to its Secret', { workers: { env: { TMPDIR: '/x' } } }, /^workers\.env: /m],
  ['workers in the namespace of the gateway', { workers: { namespace: { name: 'data' } } }, /workers\.namespace\.name/],
  [
    'a way to the metadata service',
    { networkPolicy: { workers: { egress: [{ cidr: '169.254.169.254/32' }] } } },
    /networkPolicy\.workers\.egress: 169\.254\.169\.254\/32/,
  ],
])('refused: %s', (_, overrides, message) => {
  expect(() => pools(overrides)).toThrow(message);
});
