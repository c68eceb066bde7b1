import { environmentOf, type Setting, type SettingName, settings, settingsOf } from '@brooder/contracts';
import type { Construct } from 'constructs';
import {
  choose,
  filled,
  filledMap,
  filledMapTemplate,
  isSet,
  join,
  str,
  type TextMap,
  type Value,
} from '../expr/index.ts';
import { GatewayConfig } from '../parts/gateway/index.ts';
import { settingsWithChartPath } from '../schema/index.ts';
import { configStoreUrl } from './config-store.ts';
import type { TreeContext } from './context.ts';
import { tlsSettings } from './listener-tls.ts';
import { provisionedSecrets } from './provisioned-secrets.ts';

/** The gateways' settings that are no secrets. */
export function addConfigMap(scope: Construct, context: TreeContext): void {
  new GatewayConfig(scope, 'gateway', { system: context.system, settings: gatewaySettings(context) });
}

const templateName = 'brooder.gatewaySettings';

/** Environment variables by name; one that is empty is not set. */
export const gatewaySettings = (context: TreeContext): Value<Readonly<Record<string, string>>> =>
  filledMap(templateName, everySetting(context));

/** The named template behind them. */
export const gatewaySettingsTemplate = (context: TreeContext): string =>
  filledMapTemplate(templateName, everySetting(context));

const everySetting = (context: TreeContext): TextMap => ({
  [environmentOf('cluster')]: 'kubernetes',
  ...fromValues(context),
  [environmentOf('releaseNamespace')]: context.system.namespace,
  [environmentOf('workerNamespace')]: context.system.workerNamespace,
  [environmentOf('configStore')]: configStoreUrl(context),
  [environmentOf('provisionedSecrets')]: provisionedSecretsText(context),
  ...tlsSettings(context),
});

/** Every setting of the gateway that has a place in the values and is no secret: a setting that is added to the table is added here. */
function fromValues({ values }: TreeContext): TextMap {
  const placed = new Set(settingsWithChartPath());
  const names = settingsOf('gateway')
    .filter((name) => placed.has(name))
    .filter((name) => secretOf(name) === undefined);
  return Object.fromEntries(
    names.map((name) => {
      const { type, chart = '' }: Setting = settings[name];
      const written = textOf[type as string] ?? asText;
      return [environmentOf(name), written(valueAt(values, chart.split('.')))];
    }),
  );
}

const secretOf = (name: SettingName) => (settings[name] as Setting).secret;

const valueAt = (values: unknown, path: readonly string[]): unknown =>
  path.reduce((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], values);

const asText = (value: unknown): Value<string> => (value ?? '') as Value<string>;

/** How a value of each type of setting is written; a number or a flag that is absent is empty. */
const textOf: Readonly<Record<string, (value: unknown) => Value<string>>> = {
  boolean: (value) => choose(isSet(value), str`${(value ?? false) as Value<boolean>}`, ''),
  integer: (value) => choose(isSet(value), str`${(value ?? 0) as Value<number>}`, ''),
  list: (value) => join((value ?? []) as Value<readonly string[]>, ','),
};

/** `kind=name` of each Secret that the gateway fills. */
function provisionedSecretsText(context: TreeContext): Value<string> {
  const named = Object.entries(provisionedSecrets(context)).map(([kind, { name, given }]) =>
    choose(given, '', str`${kind}=${name}`),
  );
  return join(filled(...named), ',');
}
