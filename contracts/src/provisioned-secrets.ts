/**
 * Secrets of the release namespace that the chart makes without content and the gateway fills at its first start. A chart that drew them itself
 * would draw others at each render, so an upgrade or a GitOps diff would change every password.
 *
 * The manifest must hold neither `data` nor `stringData`, and its type must be Opaque: a key that the manifest names with an empty value is set
 * back to empty by the next `helm upgrade`, and `kubernetes.io/tls` refuses a Secret without its keys.
 */
export const provisionedSecrets = {
  internalSecret: { keys: ['internal-secret'], why: 'Header X-Brooder-Internal-Secret that REST asks for.' },
  adminPassword: { keys: ['password'], why: 'Password of the first user, used only when that user is created.' },
  configStorePassword: { keys: ['password'], why: 'Password of the bundled Postgres.' },
  tls: { keys: ['tls.crt', 'tls.key'], why: 'Self-signed certificate of the listeners, when nobody gives a real one.' },
} as const satisfies Record<string, { keys: readonly string[]; why: string }>;

export type ProvisionedSecret = keyof typeof provisionedSecrets;
