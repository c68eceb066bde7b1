import { configStoreValues } from './config-store.ts';
import { credentialValues } from './credentials.ts';
import { gatewayPodValues } from './gateway-pods.ts';
import { ingressValues } from './ingress.ts';
import { limitValues } from './limits.ts';
import { scalingValues } from './scaling.ts';
import { serviceValues } from './services.ts';
import { storageValues } from './storage.ts';
import { tlsValues } from './tls.ts';

/** The gateway: its pods, what they listen on, where they keep things, and whom they let in. */
export const gatewayValues = {
  ...gatewayPodValues,
  ...serviceValues,
  ...tlsValues,
  ...configStoreValues,
  ...credentialValues,
  ...storageValues,
  ...limitValues,
  ...scalingValues,
  ...ingressValues,
};
