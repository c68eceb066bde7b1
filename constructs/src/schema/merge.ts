/** Values as they come from a file, from `--set`, or out of a merge. */
export type Tree = Readonly<Record<string, unknown>>;

/**
 * Chart defaults under what the user gives, as Helm 3 merges them: maps key by key, lists and scalars as a whole, later overrides first.
 * `null` takes a default away; for a key that has no default it stays null, and the schema refuses it. A map in place of a scalar, or the
 * reverse, replaces it (Helm warns for a scalar below a map, and for a map in place of a scalar).
 *
 * Source: Helm pkg/cli/values `mergeMaps`, pkg/chartutil/coalesce.go.
 */
export const mergeValues = (defaults: Tree, ...overrides: readonly Tree[]): Tree =>
  overDefaults(defaults, mergeOverrides(...overrides), true);

/** Several values files, as Helm lays them over each other before it looks at the chart: a `null` is kept. */
export const mergeOverrides = (...overrides: readonly Tree[]): Tree => overrides.reduce(over, {});

function over(under: Tree, top: Tree): Tree {
  const merged = entriesOf(under);
  for (const [key, value] of entriesOf(top)) {
    const below = merged.get(key);
    merged.set(key, isMap(value) && isMap(below) ? over(below, value) : value);
  }
  return Object.fromEntries(merged);
}

function overDefaults(defaults: Tree, given: Tree, isRoot: boolean): Tree {
  const merged = entriesOf(defaults);
  for (const [key, value] of entriesOf(given)) {
    const standard = merged.get(key);
    // At the root Helm drops a null for any key of values.yaml; deeper, only where the default is not itself null.
    if (value === null && (isRoot ? merged.has(key) : (standard ?? null) !== null)) merged.delete(key);
    else merged.set(key, isMap(value) && isMap(standard) ? overDefaults(standard, value, false) : value);
  }
  return Object.fromEntries(merged);
}

/** An absent value is an absent key. */
const entriesOf = (tree: Tree) => new Map(Object.entries(tree).filter(([, value]) => value !== undefined));

export const isMap = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
