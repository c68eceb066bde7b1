import type { Node } from 'libpg-query';
import type { Visited } from './rule.ts';

/** Fields that hold a node without naming its kind. */
const bareNodes: Readonly<Record<string, string>> = {
  typeName: 'TypeName',
  collClause: 'CollateClause',
  larg: 'SelectStmt',
  rarg: 'SelectStmt',
};

interface Pending {
  kind: string | undefined;
  value: object;
  parent: Visited | undefined;
}

/** Visits every node of a statement, outer before inner and left before right. No recursion: a client chooses the depth. */
export function walk(root: Node, visit: (visited: Visited) => void): void {
  const pending: Pending[] = [{ kind: undefined, value: root, parent: undefined }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { kind, value } = next;
    let { parent } = next;
    if (kind !== undefined) {
      parent = { kind, node: value, parent };
      visit(parent);
    }
    const children = Object.entries(value);
    for (let i = children.length - 1; i >= 0; i--) {
      const [key, child] = children[i]!;
      if (typeof child !== 'object' || child === null) continue;
      const named = Array.isArray(child) ? undefined : /^[A-Z]/.test(key) ? key : bareNodes[key];
      pending.push({ kind: named, value: child, parent });
    }
  }
}
