/** `@brooder/constructs` as a stranger gets it: packed, installed beside its peers only, imported, synthesised. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { buildPackage } from '../../tools/build-package.ts';

const bin = resolve('node_modules/.bin');
const scratch = mkdtempSync(join(tmpdir(), 'brooder-package-'));
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { cwd: scratch, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
  const built = resolve(buildPackage());
  const { cdk8s, constructs } = manifest.dependencies;
  writeFileSync(join(scratch, 'package.json'), JSON.stringify({ name: 'scratch', private: true, type: 'module' }));
  run('npm', 'pack', built, '--silent');
  const [tarball] = readdirSync(scratch).filter((file) => file.endsWith('.tgz'));
  run('npm', 'install', '--no-audit', '--no-fund', `./${tarball}`, `cdk8s@${cdk8s}`, `constructs@${constructs}`);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('it brings nothing but itself: beside it stand only its peers', () => {
  const installed = readdirSync(join(scratch, 'node_modules')).filter((name) => !name.startsWith('.'));
  expect(installed.toSorted()).toEqual(['@brooder', 'cdk8s', 'constructs']);
  expect(existsSync(join(scratch, 'node_modules/@brooder/constructs/node_modules'))).toBe(false);
});

const program = `
const { App, Chart, Testing } = await import('cdk8s');
const chart = new Chart(new App(), 'warehouse');
new Brooder(chart, 'wh', { namespace: 'brooder', values: { replicaCount: 3 } });
const deployment = Testing.synth(chart).find(({ kind }) => kind === 'Deployment');
console.log(deployment.metadata.name, deployment.spec.replicas);
`;

test('imported by `import` and by `require` it synthesises the same', () => {
  writeFileSync(join(scratch, 'esm.mjs'), `import { Brooder } from '@brooder/constructs';${program}`);
  writeFileSync(
    join(scratch, 'cjs.cjs'),
    `const { Brooder } = require('@brooder/constructs');(async () => {${program}})();`,
  );
  expect(run('node', 'esm.mjs')).toBe('wh-brooder-gateway 3\n');
  expect(run('node', 'cjs.cjs')).toBe('wh-brooder-gateway 3\n');
});

test('its types accept the values, refuse a typing error, and stay within a budget of type instantiations', () => {
  const good = (body: string) => `import { Brooder, System, WorkerPool } from '@brooder/constructs';
import { App, Chart } from 'cdk8s';
const chart = new Chart(new App(), 'warehouse');
const system = new System({ release: 'wh', namespace: 'brooder' });
${body}
export { Brooder, chart, system, WorkerPool };
`;
  const tsc = (body: string, ...options: string[]) => {
    writeFileSync(join(scratch, 'props.ts'), good(body));
    const args = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', ...options, 'props.ts'];
    try {
      return run(join(bin, 'tsc'), ...args);
    } catch (error) {
      return String((error as { stdout?: string }).stdout);
    }
  };
  const brooder = (values: string) => `new Brooder(chart, 'wh', { namespace: 'brooder', values: ${values} });`;
  const diagnostics = tsc(
    brooder(`{ replicaCount: 3, image: { pullPolicy: 'Always' }, workers: { pools: { etl: { size: 'large' } } } }`),
    '--extendedDiagnostics',
  );
  expect(diagnostics).not.toContain('error');
  // Measured: 31,000. A type that grows with the square of the values would be far beyond.
  expect(Number(/Instantiations:\s+(\d+)/.exec(diagnostics)![1])).toBeLessThan(100_000);
  expect(tsc(brooder('{ replicaCuont: 3 }'))).toContain("'replicaCuont' does not exist");
  expect(tsc(brooder(`{ replicaCount: 'three' }`))).toContain("'string' is not assignable");
  expect(tsc(brooder(`{ image: { pullPolicy: 'Sometimes' } }`))).toContain('"Sometimes"');
  expect(tsc(brooder(`{ workers: { pools: { etl: { sizes: 'large' } } } }`))).toContain('sizes');
  expect(tsc(`new WorkerPool(chart, 'p', { pool: 'etl' });`)).toMatch(/missing the following properties.* system/);
});

test('publint and attw find nothing', () => {
  const installed = join(scratch, 'node_modules/@brooder/constructs');
  expect(run(join(bin, 'publint'), installed, '--strict')).toContain('All good');
  // Fails with exit code 1 on any problem. Whoever needs CommonJS has `require` of an ES module, in Node since 20.19.
  run(join(bin, 'attw'), '--pack', installed, '--profile', 'esm-only');
});
