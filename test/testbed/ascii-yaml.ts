/**
 * JSON that YAML 1.1 reads as the same data: only ASCII, because YAML takes U+0085 and U+2028 for line ends, and astral characters as one
 * escape, because Go's reader refuses surrogate pairs.
 */
export const asciiYaml = (value: unknown): string =>
  JSON.stringify(value).replace(/[^\x20-\x7e]/gu, (character) => {
    const code = character.codePointAt(0)!;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
