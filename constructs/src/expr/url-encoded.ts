import { fold, type Value } from './expr.ts';

/** A text as one part of a URL: everything but letters, digits and `-_.~` is escaped; source: Go `url.QueryEscape`, RFC 3986 §2.3. */
export const urlEncoded = (text: Value<string>): Value<string> =>
  fold(
    [text] as const,
    'text',
    (t) =>
      encodeURIComponent(t).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    // QueryEscape writes a space as "+", which only a query may hold; a "+" of the text itself is %2B by then.
    (t) => `urlquery ${t} | replace "+" "%20"`,
  );
