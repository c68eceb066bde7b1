import { type Body, type Value, when } from '../../expr/index.ts';

/** Where the authority of the config store's certificate lies: a Secret, a ConfigMap, or neither. */
export interface RootCert {
  /** Name of a Secret; empty: none. */
  readonly secret: Value<string>;
  /** Name of a ConfigMap; empty: none. */
  readonly configMap: Value<string>;
  /** Key of either. */
  readonly key: Value<string>;
}

const folder = '/run/brooder/config-store';
const file = 'ca.crt';
/** Where its file is mounted. */
export const rootCertFile = `${folder}/${file}`;

const name = 'config-store-ca';

/** Volumes of a pod that reaches the config store, each there only if it is named. */
export const rootCertVolumes = ({ secret, configMap, key }: RootCert): readonly Body[] => {
  const items = [{ key, path: file }];
  return [
    when(secret, { name, secret: { secretName: secret, defaultMode: 0o440, items } }),
    when(configMap, { name, configMap: { name: configMap, items } }),
  ];
};

/** Mounts of them. */
export const rootCertMounts = ({ secret, configMap }: RootCert): readonly Body[] =>
  [secret, configMap].map((source) => when(source, { name, mountPath: folder, readOnly: true }));

/** No such authority. */
export const noRootCert: RootCert = { secret: '', configMap: '', key: '' };
