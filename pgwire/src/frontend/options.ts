import { failures } from '@brooder/contracts';

/** Words between white space; a backslash takes the next character as it is. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === '\\') {
      at++;
      word = (word ?? '') + (text[at] ?? '');
    } else word = (word ?? '') + character;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function violation(): Error {
  return failures.protocolViolation({ expected: 'options like "-c name=value" or "--name=value"', actual: 'others' });
}

/**
 * Settings in the `options` start-up parameter: `-c name=value`, `-cname=value` and `--name=value`; the last of one name counts, and
 * dashes in a name are underscores, as in PostgreSQL. @throws protocolViolation
 */
export function parseOptions(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  const words = splitWords(text);
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    let assignment: string | undefined;
    if (word === '-c') assignment = words[++index];
    else if (word.startsWith('--') || word.startsWith('-c')) assignment = word.slice(2);
    const equals = assignment?.indexOf('=') ?? -1;
    // A missing name, a missing "=" and every other switch end here: nothing is skipped, so the loop always moves on.
    if (assignment === undefined || equals < 1) throw violation();
    settings.set(assignment.slice(0, equals).replaceAll('-', '_'), assignment.slice(equals + 1));
  }
  return settings;
}
