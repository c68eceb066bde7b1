/** What a scalar without quotes means in YAML 1.1 as go-yaml v2 reads it (resolve.go): the reader behind Helm's values. */

export interface PlainValue {
  readonly kind: 'null' | 'flag' | 'integer' | 'float' | 'text';
  readonly value: unknown;
}

const words: Readonly<Record<string, PlainValue>> = Object.fromEntries([
  ...forms(['y', 'yes', 'true', 'on'], { kind: 'flag', value: true }),
  ...forms(['n', 'no', 'false', 'off'], { kind: 'flag', value: false }),
  ...forms(['', '~', 'null'], { kind: 'null', value: null }),
]);

/** Each word in lower case, Capitalised, and in capitals; `yEs` is text. */
function forms(list: readonly string[], value: PlainValue): [string, PlainValue][] {
  return list.flatMap((word) =>
    [word, word.slice(0, 1).toUpperCase() + word.slice(1), word.toUpperCase()].map((form): [string, PlainValue] => [
      form,
      value,
    ]),
  );
}

const infinite = /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/;
const decimalFloat = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
/** After a leading dot Go allows underscores between digits only. */
const underscored = /^\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?$/;
const yamlTag = 'tag:yaml.org,2002:';

/**
 * @param tag  an explicit tag such as `tag:yaml.org,2002:int`
 * @returns the value, or a sentence that says what is wrong
 */
export function plainValue(text: string, tag?: string): PlainValue | string {
  const type = tag?.startsWith(yamlTag) ? tag.slice(yamlTag.length) : tag;
  switch (type) {
    case 'str':
      return { kind: 'text', value: text };
    case 'binary':
      return binary(text);
    case undefined:
      return untagged(text);
    case 'bool':
    case 'int':
    case 'float':
    case 'null':
    case 'timestamp':
      return tagged(type, text);
    default:
      return { kind: 'text', value: text };
  }
}

const kindOf = { bool: 'flag', int: 'integer', float: 'float', null: 'null', timestamp: 'text' } as const;

function tagged(type: keyof typeof kindOf, text: string): PlainValue | string {
  const found = untagged(text);
  if (type === 'float' && found.kind === 'integer') return { kind: 'float', value: found.value };
  const fits = found.kind === kindOf[type] && (type !== 'timestamp' || /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}/.test(text));
  return fits ? found : `"${text}" is no !!${type}`;
}

function binary(text: string): PlainValue | string {
  const base64 = text.replace(/[\r\n]/g, '');
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return '!!binary takes base64';
  return { kind: 'text', value: Buffer.from(base64, 'base64').toString('utf8') };
}

function untagged(text: string): PlainValue {
  const word = Object.hasOwn(words, text) ? words[text] : undefined;
  if (word) return word;
  if (infinite.test(text)) return { kind: 'float', value: text.startsWith('-') ? -Infinity : Infinity };
  if (text.startsWith('.')) return floatOr(underscored.test(text) ? text.replaceAll('_', '') : text, text);
  if (!/^[-+0-9]/.test(text)) return { kind: 'text', value: text };
  const plain = text.replaceAll('_', '');
  const whole = wholeNumber(plain);
  return whole === undefined ? floatOr(plain, text) : { kind: 'integer', value: whole };
}

function floatOr(plain: string, text: string): PlainValue {
  const value = decimalFloat.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? { kind: 'float', value } : { kind: 'text', value: text };
}

/** Go's `ParseInt` with base 0: 0x, 0o, 0b, a leading 0 for octal, else decimal; 64 bits, or unsigned 64 bits without a sign. */
function wholeNumber(plain: string): number | undefined {
  const signedBinary = /^0b([-+])([01]+)$/.exec(plain);
  if (signedBinary) return inRange(BigInt(`0b${signedBinary[2]}`), signedBinary[1]!);
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]+|0|[1-9][0-9]*)$/.exec(plain);
  if (!match) return undefined;
  const [, sign, digits] = match as unknown as [string, string, string];
  return inRange(BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase()), sign);
}

function inRange(size: bigint, sign: string): number | undefined {
  const limit = sign === '-' ? 2n ** 63n : sign === '+' ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  if (size > limit) return undefined;
  return Number(sign === '-' ? -size : size);
}
