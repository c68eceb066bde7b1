import { expect, test } from 'vitest';
import { callsBehind, kubernetesCalls, policyRules } from './index.ts';

const namespaces = ['worker', 'release'] as const;

test('the rules of the two Roles, in full', () => {
  expect(policyRules('release')).toEqual([
    { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'patch'], resourceNames: 'provisioned' },
  ]);
  expect(policyRules('worker')).toEqual([
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'list'] },
    { apiGroups: [''], resources: ['pods'], verbs: ['create', 'delete', 'get', 'list', 'patch', 'watch'] },
    { apiGroups: [''], resources: ['pods/resize'], verbs: ['patch'] },
    { apiGroups: [''], resources: ['podtemplates'], verbs: ['list', 'watch'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'delete', 'get', 'list'] },
    { apiGroups: [''], resources: ['services'], verbs: ['create'], when: 'workerService' },
  ]);
});

test('every granted verb has a call behind it, and every call is behind exactly one granted verb', () => {
  const granted = namespaces.flatMap((namespace) =>
    policyRules(namespace).flatMap((rule) => rule.verbs.map((verb) => callsBehind(namespace, rule, verb))),
  );
  expect(granted.filter((calls) => calls.length === 0)).toEqual([]);
  expect(granted.flat().sort()).toEqual(Object.keys(kubernetesCalls).sort());
});

test('the rules are written into nobody else’s arrays', () => {
  policyRules('worker')[0]!.verbs.push('watch');
  expect(policyRules('worker')[0]!.verbs).toEqual(['create', 'list']);
});
