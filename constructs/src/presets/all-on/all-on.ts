import type { Preset } from '../preset.ts';
import { gatewaySide, globalSide } from './gateway.ts';
import { surroundings } from './surroundings.ts';
import { workerSide } from './workers.ts';

/**
 * Every key of the schema. Of a pair that excludes each other one side is on; `otherSide` has the other one, so each key shows in the
 * output of at least one of the two.
 */
export const allOn = {
  file: 'ci/all-on.yaml',
  about: 'Every key, and everything on that goes together: what lint, schema checks and dry runs look at.',
  values: {
    global: globalSide,
    nameOverride: 'all-on',
    fullnameOverride: '',
    commonLabels: { 'example.org/tier': 'test' },
    commonAnnotations: { 'example.org/contact': 'data-team' },
    namespace: { create: true, podSecurity: 'restricted' },
    auth: {
      allowPlaintext: true,
      oidc: {
        issuer: 'https://idp.example.org/realms/ducks',
        audience: 'brooder',
        userClaim: 'email',
        orgClaim: 'tenant',
        jwksUrl: 'https://idp.example.org/keys',
      },
    },
    ...gatewaySide,
    ...workerSide,
    ...surroundings,
  },
} satisfies Preset;
