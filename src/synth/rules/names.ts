import { type KubernetesObject, nameOf } from '../kubernetes-object.ts';
import type { Finding, Rule } from './finding.ts';
import { containersOf, podsOf } from './pods.ts';

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const pathSegment = /^(?!\.\.?$)[^/%]+$/;

/** Longest name by kind. Source: kubernetes.io "Object Names and IDs", and what controllers append to a name. */
const limits: Readonly<Record<string, readonly [limit: number, form: RegExp]>> = {
  Namespace: [63, dnsLabel],
  Service: [63, dnsLabel],
  Job: [63, dnsSubdomain],
  CronJob: [52, dnsSubdomain],
  // Its pods carry `<name>-<hash of 10>` as a label.
  StatefulSet: [52, dnsSubdomain],
  Role: [253, pathSegment],
  RoleBinding: [253, pathSegment],
  ClusterRole: [253, pathSegment],
  ClusterRoleBinding: [253, pathSegment],
};
const otherwise = [253, dnsSubdomain] as const;

/** Names and label values fit the limits of their kind. */
export const names: Rule = ({ objects }) => [
  ...objects.flatMap((object) => [...nameFindings(object), ...labelFindings(object, object.metadata.labels ?? {})]),
  ...podsOf(objects).flatMap((pod) => [
    ...labelFindings(pod.owner, pod.labels),
    ...containersOf(pod).flatMap(({ name, ports = [] }) => [
      ...fits(pod.owner, `the container name "${name}"`, name, 63, dnsLabel),
      ...ports.flatMap(({ name: port }) =>
        port === undefined ? [] : fits(pod.owner, `the port name "${port}"`, port, 15, dnsLabel),
      ),
    ]),
  ]),
];

const nameFindings = (object: KubernetesObject) => {
  const [limit, form] = limits[object.kind] ?? otherwise;
  return fits(object, 'the name', object.metadata.name, limit, form);
};

const labelFindings = (object: KubernetesObject, labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).flatMap(([key, value]) =>
    fits(object, `the value "${value}" of label ${key}`, String(value), 63, labelValue),
  );

function fits(object: KubernetesObject, what: string, text: string, limit: number, form: RegExp): Finding[] {
  const broken =
    text.length > limit
      ? `has ${text.length} characters; the limit is ${limit}`
      : form.test(text)
        ? ''
        : 'has characters that are not allowed there';
  return broken === '' ? [] : [{ rule: 'names', object: nameOf(object), message: `${what} ${broken}` }];
}
