import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helm } from '../testbed/index.ts';

/** A chart that only shows its merged values, made in a temporary folder. */
export interface ValuesChart {
  /** The merged values, or the lines of standard error with which Helm refused them. */
  show(options?: {
    files?: readonly string[];
    args?: readonly string[];
    command?: 'template' | 'lint';
  }): Promise<Shown>;
  remove(): void;
}
export type Shown = { values: unknown; stderr: string } | { refused: readonly string[] };

/** @param defaults  text of values.yaml  @param schema  content of values.schema.json */
export async function valuesChart(defaults: string, schema?: object): Promise<ValuesChart> {
  const folder = mkdtempSync(join(tmpdir(), 'brooder-values-chart-'));
  const chart = join(folder, 'shown');
  await mkdir(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: shown\nversion: 0.1.0\n');
  writeFileSync(join(chart, 'values.yaml'), defaults);
  if (schema) writeFileSync(join(chart, 'values.schema.json'), JSON.stringify(schema));
  // Encoded, so that nothing between the template and this test reads the values as a manifest.
  writeFileSync(join(chart, 'templates', 'values.yaml'), 'shown: {{ toJson .Values | b64enc }}\n');
  let count = 0;
  return {
    async show({ files = [], args = [], command = 'template' } = {}) {
      const paths = files.map((text) => {
        const path = join(folder, `values-${count++}.yaml`);
        writeFileSync(path, text);
        return path;
      });
      const { status, stdout, stderr } = await helm([
        ...(command === 'template' ? ['template', 'r'] : ['lint']),
        chart,
        ...paths.flatMap((path) => ['--values', path]),
        ...args,
      ]);
      if (status !== 0) return { refused: `${stdout}\n${stderr}`.trim().split('\n') };
      const shown = /^shown: (\S*)$/m.exec(stdout)![1]!;
      return { values: JSON.parse(Buffer.from(shown, 'base64').toString('utf8')), stderr };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** JSON that go-yaml reads too: characters that it takes for control characters or line ends are escaped. */
export const yamlSafeJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
