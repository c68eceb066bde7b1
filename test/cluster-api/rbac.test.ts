import { callsBehind, kubernetesCalls, policyRules } from '@brooder/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeEveryCall } from './every-call.fixture.ts';
import { type Installation, install, withoutServer } from './installation.fixture.ts';

const grants = (['worker', 'release'] as const).flatMap((namespace) =>
  policyRules(namespace).flatMap((rule) =>
    rule.verbs.map((verb) => ({
      what: `${verb} ${rule.resources}, ${namespace}`,
      namespace,
      rule,
      verb,
    })),
  ),
);
const everyCall = (outcome: (name: string) => string) =>
  Object.fromEntries(Object.keys(kubernetesCalls).map((name) => [name, outcome(name)]));

describe.skipIf(withoutServer)('the Roles that are folded from the table of calls', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await install();
  });
  afterAll(() => installation?.close());

  test('with them every call succeeds', async () => {
    expect(await makeEveryCall(installation)).toEqual(everyCall(() => 'ok'));
  });

  test.each(grants)('without $what exactly its calls are refused', async ({ namespace, rule, verb }) => {
    const lost = callsBehind(namespace, rule, verb);
    expect(lost).not.toEqual([]);
    const rest = policyRules(namespace).flatMap((other) => {
      if (JSON.stringify(other) !== JSON.stringify(rule)) return [other];
      const verbs = rule.verbs.filter((one) => one !== verb);
      return verbs.length > 0 ? [{ ...rule, verbs }] : [];
    });
    await installation.setRules(namespace, rest);
    try {
      expect(await makeEveryCall(installation)).toEqual(
        everyCall((name) => ((lost as string[]).includes(name) ? 'kubernetesRefused' : 'ok')),
      );
    } finally {
      await installation.setRules(namespace, policyRules(namespace));
    }
  });

  test('the failure names verb, resource, namespace and where to look', async () => {
    await installation.setRules('worker', []);
    await expect(
      installation.api.createWorkerPod({ metadata: { name: 'a' }, spec: { containers: [] } }),
    ).rejects.toThrow(
      new RegExp(`refuses "create pods" in namespace "${installation.namespaces.worker}".*rolebindings`),
    );
    await installation.setRules('worker', policyRules('worker'));
  });

  test('outside its two namespaces the gateway may do no more than any ServiceAccount', async () => {
    expect(await installation.rulesOf('default')).toEqual([]);
    expect(await installation.rulesOf('kube-system')).toEqual([]);
  });

  test('a Secret of the release namespace that the chart did not make for it stays closed to the gateway', async () => {
    const { api, admin, namespaces } = installation;
    await admin.createNamespacedSecret({ namespace: namespaces.release, body: { metadata: { name: 'somebodys' } } });
    await expect(api.readProvisionedSecret('somebodys')).rejects.toMatchObject({ code: 'kubernetesRefused' });
  });
});
