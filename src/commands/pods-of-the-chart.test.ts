/** What the chart's pods run is what this command line takes. */
import { Brooder, expr } from '@brooder/constructs';
import { Testing } from 'cdk8s';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { parseSeedFile, readPasswords } from '../seed/index.ts';
import { commandModules } from './index.ts';

interface Container {
  name: string;
  image: string;
  args: string[];
  env?: { name: string }[];
}
interface Rendered {
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  spec?: { containers?: Container[]; template?: { spec: { containers: Container[] } } };
}

/** Helm's hooks and test pods included. */
function objects(): Rendered[] {
  const chart = Testing.chart();
  chart.node.setContext(expr.chartContext, true);
  new Brooder(chart, 'brooder', { namespace: 'park', values: { networkPolicy: { enabled: true } } });
  return chart.toJson();
}

function program(): Command {
  const program = new Command('brooder').exitOverride();
  for (const register of commandModules) register(program);
  return program;
}

const gatewayContainers = objects().flatMap(({ kind, metadata, spec }) =>
  (spec?.containers ?? spec?.template?.spec.containers ?? [])
    .filter(({ image }) => image.includes('gateway'))
    .map((container) => [`${kind} ${metadata.name}`, container] as const),
);

test('the chart runs the gateway, a migration, a seed, a question to each listener, and one that must not be answered', () => {
  const commands = gatewayContainers.map(([, { args }]) => args.slice(0, args[0] === 'ping' ? 2 : 1).join(' '));
  expect(commands.sort()).toEqual(
    ['gateway', 'migrate', 'ping api', 'ping flight', 'ping metrics', 'ping pg', 'ping pg', 'seed'].sort(),
  );
});

test.each(gatewayContainers)('%s gives arguments that its command takes', (_, { args }) => {
  let command = program();
  let rest = args;
  for (;;) {
    const inner = command.commands.find((one) => one.name() === rest[0]);
    if (inner === undefined) break;
    [command, rest] = [inner, rest.slice(1)];
  }
  expect(command.commands).toEqual([]);
  expect(command.parseOptions(rest)).toEqual({ operands: [], unknown: [] });
});

test('the seed of the defaults is one that `brooder seed` reads, with passwords that its pod has', () => {
  const seed = objects().find(({ data }) => data?.['seed.json'] !== undefined)!.data!['seed.json']!;
  const [, container] = gatewayContainers.find(([, { args }]) => args[0] === 'seed')!;
  const environment = Object.fromEntries(container.env!.map(({ name }) => [name, 'a password']));
  const orgs = readPasswords(parseSeedFile('seed.json', seed), environment);
  expect(orgs).toMatchObject([{ id: 'local', users: [{ name: 'postgres' }], warehouse: { kind: 'memory' } }]);
});
