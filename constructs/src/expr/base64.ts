import { fold, type Value } from './expr.ts';

/** Base64 of a text's UTF-8 bytes, as the `data` of a Secret holds it; source: Sprig `b64enc`. */
export const base64 = (text: Value<string>): Value<string> =>
  fold(
    [text] as const,
    'text',
    (t) => Buffer.from(t, 'utf8').toString('base64'),
    (t) => `b64enc ${t}`,
  );
