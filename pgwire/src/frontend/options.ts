/** Settings in the `options` startup parameter: `-c name=value` and `--name=value`, backslash escapes a space. @throws protocolViolation */
export function parseOptions(_text: string): Map<string, string> {
  throw new Error('parseOptions is not written yet');
}
