import type { ValueNode } from './nodes.ts';
import { yamlWord } from './yaml-words.ts';

/** Templates name a key as `.Values.key`, so it is a Go identifier. */
const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Refuses what would make a description mean something else in YAML, in a template or in the schema than in TypeScript.
 *
 * @throws TypeError  with the path of the first fault: it is an error of the program, not of a user
 */
export function assertDescription(node: ValueNode<unknown>, path = ''): void {
  // Items and entries are given whole, or inherit: a default below `*` is never used.
  const isUsed = !/(^|\.)\*(\.|$)/.test(path);
  const wrong = (reason: string) => new TypeError(`values description, ${path || 'root'}: ${reason}`);
  if (node.doc.trim() === '') throw wrong('has no doc');
  switch (node.kind) {
    case 'group':
      for (const [key, field] of Object.entries(node.fields)) {
        const at = path === '' ? key : `${path}.${key}`;
        if (yamlWord.test(key))
          throw new TypeError(`values description, ${at}: YAML 1.1 reads the key "${key}" as a boolean or null`);
        if (!identifier.test(key))
          throw new TypeError(`values description, ${at}: templates cannot name the key "${key}"`);
        assertDescription(field, at);
      }
      return;
    case 'list':
    case 'map':
      assertDescription(node.item, `${path}.*`);
      return;
    case 'text':
      if (isUsed && node.oneOf && node.default !== undefined && !node.oneOf.includes(node.default)) {
        throw wrong(`the default "${node.default}" is none of ${node.oneOf.join(', ')}`);
      }
      if (node.oneOf && node.form) throw wrong('has both oneOf and form');
  }
}
