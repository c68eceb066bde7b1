import type { ValueNode } from './nodes.ts';
import { textForms } from './text-forms.ts';

/** What a person calls the type of a node: `integer, 1 to 65535`, `map of text`, `one of a, b`. */
export function typeNameOf(node: ValueNode<unknown>): string {
  switch (node.kind) {
    case 'group':
      return 'group';
    case 'text':
      if (node.oneOf) return `one of ${node.oneOf.map((choice) => choice || '""').join(', ')}`;
      return node.form ?? 'text';
    case 'integer':
      return `integer${rangeOf(node.minimum, node.maximum)}`;
    case 'flag':
      return 'true or false';
    case 'integerOrText':
      return 'integer or text';
    case 'list':
      return `list of ${pluralOf(node.item)}`;
    case 'map':
      return `map of ${pluralOf(node.item)}`;
    case 'tree':
      return node.shape === 'map' ? 'map' : 'list of maps';
  }
}

const pluralOf = (node: ValueNode<unknown>) => (node.kind === 'group' ? 'groups' : typeNameOf(node));

/** Limits in words: `, 1 to 10`, `, at least 1`, or nothing. */
function rangeOf(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, at least ${minimum}`;
  return maximum === undefined ? '' : `, at most ${maximum}`;
}

/** What a value must satisfy beside its type, in sentences. */
export function constraintsOf(node: ValueNode<unknown>): string[] {
  switch (node.kind) {
    case 'text':
      return [
        ...(node.form ? [`must be ${textForms[node.form].meaning}`] : []),
        ...(node.mayBeEmpty === false && !node.oneOf ? ['must not be empty'] : []),
      ];
    case 'integer':
      return [
        ...(node.minimum === undefined ? [] : [`must be at least ${node.minimum}`]),
        ...(node.maximum === undefined ? [] : [`must be at most ${node.maximum}`]),
      ];
    case 'map':
      return node.keyForm ? [`each key must be ${textForms[node.keyForm].meaning}`] : [];
    default:
      return [];
  }
}
