/** PromQL on the metrics of contracts' table: names and labels that the table lacks do not compile. */
import type { MetricName, metrics } from '@brooder/contracts';
import { fold, str, type Value } from '../expr/index.ts';
import type { System } from '../system/index.ts';

type Label<N extends MetricName> = (typeof metrics)[N]['labels'][number];
type Histogram = { [N in MetricName]: (typeof metrics)[N]['type'] extends 'histogram' ? N : never }[MetricName];

/** A label's value, or `~` and a regular expression: `{ path: '~shared|warm' }`. */
type Matchers<N extends MetricName> = { readonly [L in Label<N>]?: string };

/** Time series of one installation. */
export interface Series {
  /** A gauge or a counter. */
  of<N extends MetricName>(name: N, matchers?: Matchers<N>): Value<string>;
  /** Observations of a histogram so far. */
  count<N extends Histogram>(name: N, matchers?: Matchers<N>): Value<string>;
  /** Observations up to each bound of a histogram. */
  buckets<N extends Histogram>(name: N, matchers?: Matchers<N>): Value<string>;
}

/**
 * The monitors of this package make the release's name the label `job`, so two installations of one namespace stay apart.
 *
 * @param more  matchers beside those, such as a dashboard's variables
 */
export function seriesOf({ namespace, release }: Pick<System, 'namespace' | 'release'>, more = ''): Series {
  const installation = str`namespace="${namespace}",job="${release}"`;
  const select = (name: string, matchers: object = {}): Value<string> => {
    const own = [more, ...Object.entries(matchers).map(([label, value]) => matcher(label, value as string))]
      .filter((text) => text !== '')
      .map((text) => `,${text}`)
      .join('');
    return fold(
      [installation] as const,
      'text',
      (from) => `${name}{${from}${own}}`,
      (from) => `printf ${JSON.stringify(`${name}{%s${own.replaceAll('%', '%%')}}`)} ${from}`,
    );
  };
  return {
    of: select,
    count: (name, matchers) => select(`${name}_count`, matchers),
    buckets: (name, matchers) => select(`${name}_bucket`, matchers),
  };
}

const matcher = (label: string, value: string) =>
  value.startsWith('~') ? `${label}=~"${value.slice(1)}"` : `${label}="${value}"`;
