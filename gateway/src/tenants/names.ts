import { failures } from '@brooder/contracts';

const pattern = /^[a-z][a-z0-9_-]{0,62}$/;

export function isName(text: string): boolean {
  return pattern.test(text);
}

/** Orgs, users and databases share one alphabet: it fits a DNS label, a Kubernetes label and an unquoted login. @throws invalidName */
export function checkName(what: string, name: string): void {
  // A name of a megabyte should not come back in the error.
  if (!isName(name)) throw failures.invalidName({ what, name: name.slice(0, 64) });
}
