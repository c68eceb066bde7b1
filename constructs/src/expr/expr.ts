import { escapedText } from './go-literal.ts';

/** How an expression's value is written into a manifest and into text. */
export type Shape = 'text' | 'integer' | 'flag' | 'integerOrText' | 'tree';

/**
 * A value that is known only when the chart is installed: the source of a Go template pipeline. Every operand is already in
 * brackets, so templates can be put side by side.
 *
 * JavaScript cannot look inside: turning one into text, a number or JSON throws, because `${v.name}` or `v.port + 1` would write
 * nonsense into the chart. An object is always true, so `if (v.x)` cannot be caught here; a test keeps such conditions out of the parts.
 */
export class Expr<T> {
  declare private readonly type: T;
  readonly template: string;
  readonly shape: Shape;

  constructor(template: string, shape: Shape) {
    this.template = template;
    this.shape = shape;
  }

  [Symbol.toPrimitive](): never {
    throw misuse(this, 'text or a number');
  }

  toJSON(): never {
    throw misuse(this, 'JSON');
  }
}

const misuse = (expr: Expr<unknown>, into: string) =>
  new TypeError(
    `{{ ${expr.template} }} is known only when the chart is installed, so JavaScript cannot turn it into ${into}. ` +
      'Build text with str`…`, compare with equals(), choose with when() or choose().',
  );

/** What props accept: a value, or an expression for one. */
export type Value<T> = T | Expr<T>;

/** A group of values as the tree sees it: each leaf concrete (synth) or an expression (chart). Lists, maps and free trees are leaves. */
export type Knobs<T> = T extends string | number | boolean | undefined
  ? Value<T>
  : T extends readonly unknown[]
    ? Value<T>
    : string extends keyof T
      ? Value<T>
      : { readonly [K in keyof T]: Knobs<T[K]> };

export const isExpr = (value: unknown): value is Expr<unknown> => value instanceof Expr;

/** Template text of an operand, an expression or a concrete value. */
export function operand(value: unknown): string {
  if (isExpr(value)) return value.template;
  if (typeof value === 'string') return escapedText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === undefined || value === null) return 'nil';
  if (Array.isArray(value)) return `(list${value.map((item) => ` ${operand(item)}`).join('')})`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `(dict${entries.map(([key, item]) => ` ${escapedText(key)} ${operand(item)}`).join('')})`;
}

/** True when an expression stands somewhere in `value`. */
export function holdsExpr(value: unknown): boolean {
  if (isExpr(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpr);
}

/**
 * The heart of both targets: with concrete operands the result is computed here, so a tree of concrete props holds no expression at
 * all; with an expression among them, the result is the template that makes Helm compute the same.
 */
export function fold<A extends readonly unknown[], R>(
  operands: A,
  shape: Shape,
  compute: (...values: { [K in keyof A]: A[K] extends Value<infer T> ? T : A[K] }) => R,
  template: (...operands: { [K in keyof A]: string }) => string,
): Value<R> {
  if (!operands.some(holdsExpr)) return compute(...(operands as never));
  return new Expr<R>(`(${template(...(operands.map(operand) as never))})`, shape);
}

/** The template of an expression as a whole action, without the brackets around it. */
export const pipeline = ({ template }: Expr<unknown>): string => withoutBrackets(template);

/** The same where only its truth counts, as in `if`: saying "not" twice is saying nothing. */
export function condition(expr: Expr<unknown>): string {
  let text = pipeline(expr);
  const twice = 'not (not ';
  while (text.startsWith(twice) && closingBracket(text, 4) === text.length - 1) {
    text = withoutBrackets(text.slice(twice.length, -1));
  }
  return text;
}

const withoutBrackets = (text: string): string =>
  text.startsWith('(') && closingBracket(text, 0) === text.length - 1 ? text.slice(1, -1) : text;

/** Where the bracket that opens at `start` closes; brackets inside quotes do not count. */
function closingBracket(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const character = text[i];
    if (quoted) {
      if (character === '\\') i++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return i;
  }
  return -1;
}
