/** Target chart: what cannot be data is kept aside while cdk8s resolves an object, and written as template text afterwards. */
import type { ApiObject, IResolver, ResolutionContext } from 'cdk8s';
import { blocksAround, type Refusal } from './blocks.ts';
import { Expr, operand } from './expr.ts';
import { writeTemplate } from './template-writer.ts';
import { Branch, Each, Spread } from './tree.ts';

const mark = '\u0001';

/** Give it to `new App({ resolvers: [target] })`, build the tree with expressions, then ask for each object's template. */
export class ChartTarget implements IResolver {
  private readonly kept: unknown[] = [];

  resolve(context: ResolutionContext): void {
    const { value } = context;
    if (value instanceof Expr || value instanceof Branch || value instanceof Each || value instanceof Spread) {
      context.replaceValue(`${mark}${this.kept.push(value) - 1}`);
    }
  }

  /** The template file of one object, with the blocks around it. */
  templateOf(object: ApiObject): string {
    const blocks = blocksAround(object);
    const body = writeTemplate(object.toJson(), (value) =>
      typeof value === 'string' && value.startsWith(mark) ? this.kept[Number(value.slice(1))] : value,
    );
    return [
      ...blocks.map((block) => `{{- ${block.open} }}`),
      '---',
      ...body,
      ...blocks.map(() => '{{- end }}'),
      '',
    ].join('\n');
  }
}

/** A template that fails with the messages of all refusals that hold; it writes no object. */
export function refusalTemplate(refusals: readonly Refusal[]): string {
  const lines = refusals.flatMap((refusal) => {
    const blocks = blocksAround(refusal);
    return [
      ...blocks.map((block) => `{{- ${block.open} }}`),
      `{{- if ${operand(refusal.condition)} }}`,
      `{{- $refusals = append $refusals ${operand(refusal.message)} }}`,
      '{{- end }}',
      ...blocks.map(() => '{{- end }}'),
    ];
  });
  return [
    '{{- $refusals := list }}',
    ...lines,
    '{{- if $refusals }}',
    '{{- fail (join "\\n" $refusals) }}',
    '{{- end }}',
    '',
  ].join('\n');
}
