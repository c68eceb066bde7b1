/** NOTES.txt: what Helm prints after an install, made from the same names and conditions as the objects. */
import { choose, equals, fallback, isExpr, not, operand, or, str, type Value } from '../expr/index.ts';
import type { Listener } from '../parts/gateway/index.ts';
import { version } from '../system/index.ts';
import { adminPasswordVariable, internalSecretVariable } from '../tree/access-secrets.ts';
import type { TreeContext } from '../tree/context.ts';
import { warningsOf } from './notes-warnings.ts';

type Lines = readonly string[];

/** The text, as a Go template. */
export function notesTemplate(context: TreeContext): string {
  const { system, values } = context;
  return [
    `Brooder ${version} is installed as ${show(system.release)} in the namespace ${show(system.namespace)}.`,
    '',
    'Wait until the gateways are ready:',
    `  kubectl --namespace ${show(system.namespace)} rollout status deployment/${show(system.name('gateway'))}`,
    ...login(context),
    ...listener(context, 'pg', 'Postgres wire', (host, port) => [
      `psql "host=${host} port=${port} user=${show(userOf(context))} dbname=${show(databaseOf(context))} sslmode=require"`,
    ]),
    ...listener(context, 'flight', 'Arrow Flight SQL (ADBC, Python)', (host, port) => [
      'flight_sql.connect(',
      `    "grpc+tls://${host}:${port}",`,
      `    db_kwargs={"username": "${show(userOf(context))}", "password": PASSWORD,`,
      `        "adbc.flight.sql.rpc.call_header.database": "${show(databaseOf(context))}",`,
      ...when(isSelfSigned(context), [
        '        "adbc.flight.sql.client_option.tls_skip_verify": "true",  # or trust the certificate, see below',
      ]),
      '    }, autocommit=True)',
    ]),
    ...listener(context, 'api', 'REST and dashboard', (host, port) => [
      `curl --header "X-Brooder-Internal-Secret: $(${secretCommand(context, internalSecretVariable(context))})" \\`,
      `  http://${host}:${port}/api/v1/pool`,
    ]),
    ...listener(context, 'metrics', 'Health and metrics', (host, port) => [`curl http://${host}:${port}/readyz`]),
    ...when(isSelfSigned(context), [
      '',
      'The certificate of the listeners is self-signed. To verify it, give clients this file:',
      `  ${secretCommand(context, { secret: system.name('tls'), key: 'tls.crt' })} > brooder.crt`,
    ]),
    ...when(values.tests.enabled, [
      '',
      'Ask each listener one question:',
      `  helm test ${show(system.release)} --namespace ${show(system.namespace)} --logs`,
    ]),
    ...warningsOf(values).flatMap(({ holds, text }) => when(holds, ['', `WARNING: ${show(text)}`])),
    '',
  ].join('\n');
}

/** An expression as an action of the template; a text as it is. */
const show = (value: Value<string>): string => (isExpr(value) ? `{{ ${operand(value)} }}` : value);

/** Lines that are there only when `condition` holds, else the other ones. */
const when = (condition: Value<unknown>, yes: Lines, no: Lines = []): Lines => [
  `{{- if ${operand(condition)} }}`,
  ...yes,
  ...(no.length === 0 ? [] : ['{{- else }}', ...no]),
  '{{- end }}',
];

/** The login of the examples: the first user, or the one of the example that makes one. */
const userOf = ({ values: { bootstrap, admin } }: TreeContext) => choose(bootstrap.enabled, admin.username, 'ana');
const databaseOf = ({ values: { bootstrap } }: TreeContext) =>
  choose(bootstrap.enabled, fallback(bootstrap.database, bootstrap.org), 'ducks');

const isSelfSigned = ({ values: { tls } }: TreeContext) => not(or(tls.existingSecret, tls.certManager.enabled));

const secretCommand = ({ system }: TreeContext, { secret, key }: { secret: Value<string>; key: Value<string> }) =>
  `kubectl --namespace ${show(system.namespace)} get secret ${show(secret)} --output go-template='{{ \`{{index .data "\` }}${show(key)}{{ \`" | base64decode}}\` }}'`;

const login = (context: TreeContext): Lines => {
  const { values } = context;
  return when(
    values.bootstrap.enabled,
    [
      '',
      `User ${show(userOf(context))} of the org ${show(values.bootstrap.org)}; its password:`,
      `  ${secretCommand(context, adminPasswordVariable(context))}`,
    ],
    [
      '',
      'No org is made, because bootstrap.enabled is false. Make one through REST, and a user of it:',
      '  brooder org create ducks && brooder user create ana --org ducks',
    ],
  );
};

/** How to get to one listener, by the type of its Service, and what to ask there. */
function listener(
  { system, values }: TreeContext,
  name: Listener,
  title: string,
  ask: (host: string, port: string) => Lines,
): Lines {
  const service = values.service[name];
  const object = `--namespace ${show(system.namespace)} get service ${show(system.name(name))} --output`;
  const port = show(str`${service.port}`);
  const indented = (lines: Lines) => lines.map((line) => (line.startsWith('{{-') ? line : `  ${line}`));
  return when(service.enabled, [
    '',
    `${title}:`,
    ...indented([
      ...when(
        equals(service.type, 'ClusterIP'),
        [
          `kubectl --namespace ${show(system.namespace)} port-forward service/${show(system.name(name))} ${port}:${port} &`,
          ...ask('127.0.0.1', port),
        ],
        when(
          equals(service.type, 'NodePort'),
          [
            "HOST=$(kubectl get nodes --output jsonpath='{.items[0].status.addresses[0].address}')",
            `PORT=$(kubectl ${object} jsonpath='{.spec.ports[0].nodePort}')`,
            ...ask('$HOST', '$PORT'),
          ],
          [
            `HOST=$(kubectl ${object} jsonpath='{.status.loadBalancer.ingress[0].ip}{.status.loadBalancer.ingress[0].hostname}')`,
            ...ask('$HOST', port),
          ],
        ),
      ),
    ]),
  ]);
}
