import { failures } from '@brooder/contracts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of a parameter. NUL is refused as PostgreSQL does. @throws invalidText (SQLSTATE 22021, character_not_in_repertoire) */
export function decodeUtf8Text(bytes: Uint8Array): string {
  const refuse = (cause?: unknown) =>
    failures.invalidText({ type: 'text', text: 'bytes that are not UTF-8' }, { sqlstate: '22021', cause });
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch (cause) {
    throw refuse(cause);
  }
  if (text.includes('\0')) throw refuse();
  return text;
}
