import { type Preset, presets } from '../presets/index.ts';
import { valuesTable } from '../schema/index.ts';
import { values } from '../values/index.ts';

/** README.md of the chart: how to install it, its values files, the table of values. */
export function chartReadme(mark: string): string {
  return `${mark}
# Brooder

A Kubernetes cluster as a multi-tenant DuckDB warehouse: clients speak the Postgres protocol, Arrow Flight SQL or REST to gateways, which hand
each org warm workers of its own.

## Install

\`\`\`sh
helm install brooder . --namespace brooder --create-namespace
helm test brooder --namespace brooder
\`\`\`

With no values it starts two gateways, one pool of warm workers and a small Postgres for trials. It needs no CRDs of others and writes nothing
cluster-wide but the workers' namespace.

## Values files

${valuesFiles()}

## Values

Maps are merged key by key, lists and texts are replaced, and \`null\` takes a default away. A wrong value is refused before anything is rendered, with its path; a combination that would not work is refused with what to do. \`brooder values KEY\` explains a key.

${valuesTable(values)}`;
}

const valuesFiles = () =>
  [
    '| File | What it is for |',
    '| --- | --- |',
    ...Object.values<Preset>(presets).map(({ file, about }) => `| [${file}](${file}) | ${about} |`),
  ].join('\n');
