import { failures, nearestName, type WarehouseSecretName, warehouseSecretNames } from '@brooder/contracts';
import type { WarehouseRow } from '../store/index.ts';

/** Kubernetes' own rules for names; source: RFC 1123 labels and subdomains, and `IsConfigMapKey` of apimachinery. */
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const subdomain = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const secretKey = /^(?!\.\.?$)[A-Za-z0-9._-]{1,253}$/;
const roleArn = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;

/**
 * References are whole, and lie where the workers' identity lives: a worker may be given nothing from another namespace.
 * @throws invalidRequest
 */
export function checkWarehouseSecrets({
  secrets,
  workerIdentity,
}: Pick<WarehouseRow, 'secrets' | 'workerIdentity'>): void {
  if (workerIdentity) {
    const { namespace, name, iamRoleArn } = workerIdentity;
    must(label.test(namespace), 'workerIdentity.namespace', 'the name of a namespace', namespace);
    must(subdomain.test(name), 'workerIdentity.name', 'the name of a ServiceAccount', name);
    if (iamRoleArn !== undefined)
      must(roleArn.test(iamRoleArn), 'workerIdentity.iamRoleArn', '"arn:aws:iam::<account>:role/<name>"', iamRoleArn);
  }
  for (const [secret, reference] of Object.entries(secrets ?? {})) {
    if (!warehouseSecretNames.includes(secret as WarehouseSecretName)) {
      const nearest = nearestName(secret, warehouseSecretNames);
      throw refused(
        `A warehouse has no secret "${secret.slice(0, 64)}"; it takes ${warehouseSecretNames.join(', ')}.${nearest ? ` Did you mean "${nearest}"?` : ''}`,
      );
    }
    const at = `secrets.${secret}`;
    must(
      label.test(reference.namespace),
      `${at}.namespace`,
      'the name of a namespace, written out',
      reference.namespace,
    );
    must(subdomain.test(reference.name), `${at}.name`, 'the name of a Secret', reference.name);
    must(secretKey.test(reference.key), `${at}.key`, 'a key of that Secret', reference.key);
    if (!workerIdentity) throw refused(`"${at}" is given without "workerIdentity", whose namespace it must lie in.`);
    must(
      reference.namespace === workerIdentity.namespace,
      `${at}.namespace`,
      `"${workerIdentity.namespace}", the namespace of the worker identity`,
      reference.namespace,
    );
  }
}

function must(holds: boolean, path: string, expected: string, actual: string): void {
  // Somebody may have put a secret's value where its name belongs: no more of it is repeated than tells the place.
  if (!holds)
    throw refused(`"${path}" must be ${expected}, but is "${actual.slice(0, 8)}${actual.length > 8 ? '…' : ''}".`);
}

const refused = (reason: string) => failures.invalidRequest({ reason });
