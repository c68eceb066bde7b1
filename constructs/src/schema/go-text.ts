/** How Helm's schema validator writes values into its messages; sources: Go strconv.Quote, golang.org/x/text/message (English). */

/** Everything that Go's `unicode.IsPrint` is true for. */
const printable = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;
const named: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

/**
 * In single quotes: Go's `%q` with the two quotation marks exchanged. The validator does that by replacing text, and so eats one of the
 * backslashes of a text that ends with one.
 */
export function goQuoted(text: string): string {
  const inside = Array.from(text, quotedCharacter).join('');
  return `'${text.endsWith('\\') ? inside.slice(0, -1) : inside}'`;
}

function quotedCharacter(character: string): string {
  if (character === "'") return "\\'";
  const name = named[character];
  if (name !== undefined) return name;
  if (printable.test(character)) return character;
  const code = character.codePointAt(0)!;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

const hex = (code: number, width: number) => code.toString(16).padStart(width, '0');

/** `70,000`; from a million on, and below 0.0001, `1.5×10⁰⁶`. */
export function goNumber(value: number): string {
  const [mantissa, exponentText] = Math.abs(value).toExponential().split('e') as [string, string];
  const sign = value < 0 ? '-' : '';
  const exponent = value === 0 ? 0 : Number(exponentText);
  if (exponent < -4 || exponent >= 6) {
    const digits = superscript(String(Math.abs(exponent)).padStart(2, '0'));
    return `${sign}${mantissa}×10${exponent < 0 ? '⁻' : ''}${digits}`;
  }
  return sign + Math.abs(value).toLocaleString('en-US', { maximumFractionDigits: 20 });
}

const superscript = (digits: string) => digits.replace(/[0-9]/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!);
