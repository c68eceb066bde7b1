import type { SettingName } from '@brooder/contracts';

type OneOrMore<T> = T | readonly T[];

/** Parts of Brooder that are announced but not in this version. */
export const later = {
  kubernetesRuntime: 'with the Kubernetes runtime',
  postgresFrontDoor: 'with the Postgres front door',
  flightFrontDoor: 'with the Flight SQL front door',
  provisioning: 'with the provisioning of cloud accounts',
  federation: 'with REST through an identity provider',
} as const;

/** What stands in Brooder for a name of another system. At least one field but `note` is given. */
export interface SeedRow {
  /** Keys of the chart's values. */
  readonly value?: OneOrMore<string>;
  /** Settings of the processes; flag and environment variable follow from the name. */
  readonly setting?: OneOrMore<SettingName>;
  /** Labels or annotations of Kubernetes objects. */
  readonly label?: OneOrMore<string>;
  /** Files of this repository. */
  readonly file?: OneOrMore<string>;
  /** Commands of the `brooder` program. */
  readonly command?: OneOrMore<string>;
  /** Routes of the REST listener, as OpenAPI spells them. */
  readonly route?: OneOrMore<string>;
  /** What a reader must know beside the name. */
  readonly note?: string;
  /** Why there is nothing that stands for it. */
  readonly none?: string;
  /** It comes with a later part of Brooder. */
  readonly later?: keyof typeof later;
}

export type SeedRows<Names extends string> = Readonly<Record<Names, SeedRow>>;
