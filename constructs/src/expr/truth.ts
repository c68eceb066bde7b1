/** Helm's notion of truth: 0, "", [], {}, false and nil are false; source: Go text/template, `IsTrue`. */
export function isTrue(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
