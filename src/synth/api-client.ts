/** The Kubernetes API for `brooder diff`: reads, lists, and applies that change nothing. */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout } from 'node:timers/promises';
import { failures } from '@brooder/contracts';
import type { ApiServer } from '@brooder/gateway';
import { type KubernetesObject, nameOf } from './kubernetes-object.ts';

export interface ApiClient {
  /** Undefined when it is not there, or its namespace or kind is not. */
  read(object: KubernetesObject): Promise<KubernetesObject | undefined>;
  /** What the object would be after a server-side apply by `manager`. */
  dryRun(object: KubernetesObject, manager: string): Promise<KubernetesObject>;
  /** Objects of one kind with the labels of `selector`; of all namespaces when none is given. */
  list(apiVersion: string, kind: string, namespace: string | undefined, selector: string): Promise<KubernetesObject[]>;
  isNamespaced(apiVersion: string, kind: string): Promise<boolean | undefined>;
  close(): void;
}

interface Resource {
  name: string;
  namespaced: boolean;
  kind: string;
}
interface Answer {
  status: number;
  body: Record<string, unknown>;
  /** Seconds, when the server says when to ask again. */
  retryAfter?: string | undefined;
}

/** Milliseconds for one request. */
const requestTimeout = 30_000;
/** How often a server that asks for patience (429, 503) is asked, and the longest pause in milliseconds; source: RFC 9110 §10.2.3. */
const patience = { requests: 6, pause: 5_000 };
/** Bytes of one answer. */
const answerLimit = 64 * 2 ** 20;

export function createApiClient(server: ApiServer): ApiClient {
  const secure = server.url.startsWith('https:');
  const agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 8 });
  const groups = new Map<string, Promise<readonly Resource[]>>();

  /** For example a kind whose definition has just come is not served for a moment: "storage is (re)initializing". */
  async function send(method: string, path: string, body?: object): Promise<Answer> {
    for (let asked = 1; ; asked++) {
      const answer = await sendOnce(method, path, body);
      const isBusy = answer.status === 429 || answer.status === 503;
      if (!isBusy || asked === patience.requests) return answer;
      const seconds = Number(answer.retryAfter ?? 1);
      await setTimeout(Math.min(Number.isFinite(seconds) ? seconds * 1_000 : 1_000, patience.pause));
    }
  }

  async function sendOnce(method: string, path: string, body?: object): Promise<Answer> {
    const { tls, headers } = await server.access();
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const unavailable = (reason: string) =>
        reject(
          failures.invalidRequest({
            reason: `The Kubernetes API at ${server.url} did not answer ${method} ${path}: ${reason}. Check the kubeconfig and that the cluster runs.`,
          }),
        );
      const sent = (secure ? httpsRequest : httpRequest)(`${server.url}${path}`, {
        agent,
        method,
        ...tls,
        headers: {
          accept: 'application/json',
          ...headers,
          ...(payload && { 'content-type': 'application/apply-patch+yaml', 'content-length': payload.length }),
        },
        timeout: requestTimeout,
      });
      const deadline = globalThis.setTimeout(
        () => sent.destroy(new Error(`no answer within ${requestTimeout / 1_000} s`)),
        requestTimeout,
      );
      sent.on('error', (error) => unavailable(error.message));
      sent.on('close', () => clearTimeout(deadline));
      sent.on('response', (message) => {
        const parts: Buffer[] = [];
        let size = 0;
        message.on('data', (part: Buffer) => {
          size += part.length;
          if (size > answerLimit) sent.destroy(new Error(`the answer is larger than ${answerLimit} bytes`));
          else parts.push(part);
        });
        message.on('error', (error) => unavailable(error.message));
        message.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          resolve({
            status: message.statusCode ?? 0,
            body: parsed(text),
            retryAfter: message.headers['retry-after'],
          });
        });
      });
      sent.end(payload);
    });
  }

  /** Undefined for a kind that the server does not serve. */
  async function resourceOf(apiVersion: string, kind: string): Promise<Resource | undefined> {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    let known = groups.get(path);
    if (known === undefined) {
      known = send('GET', path).then(({ status, body }) => {
        if (status === 404) return [];
        if (status !== 200) throw refused(`GET ${path}`, status, body);
        return (body.resources as Resource[]).filter(({ name }) => !name.includes('/'));
      });
      groups.set(path, known);
    }
    return (await known).find((resource) => resource.kind === kind);
  }

  const pathTo = (apiVersion: string, resource: Resource, namespace: string | undefined) =>
    `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}${
      resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : ''
    }/${resource.name}`;

  return {
    async read(object) {
      const resource = await resourceOf(object.apiVersion, object.kind);
      if (resource === undefined) return undefined;
      const path = `${pathTo(object.apiVersion, resource, object.metadata.namespace)}/${object.metadata.name}`;
      const { status, body } = await send('GET', path);
      if (status === 404) return undefined;
      if (status !== 200) throw refused(`reading ${nameOf(object)}`, status, body);
      return body as unknown as KubernetesObject;
    },
    async dryRun(object, manager) {
      const resource = (await resourceOf(object.apiVersion, object.kind))!;
      const query = new URLSearchParams({
        dryRun: 'All',
        fieldManager: manager,
        force: 'true',
        fieldValidation: 'Strict',
      });
      const path = `${pathTo(object.apiVersion, resource, object.metadata.namespace)}/${object.metadata.name}?${query}`;
      const { status, body } = await send('PATCH', path, object);
      if (status !== 200 && status !== 201) throw refused(`applying ${nameOf(object)} (dry run)`, status, body);
      return body as unknown as KubernetesObject;
    },
    async list(apiVersion, kind, namespace, selector) {
      const resource = await resourceOf(apiVersion, kind);
      if (resource === undefined) return [];
      const found: KubernetesObject[] = [];
      let next: string | undefined = '';
      while (next !== undefined) {
        const query = new URLSearchParams({
          labelSelector: selector,
          limit: '500',
          ...(next === '' ? {} : { continue: next }),
        });
        const { status, body } = await send('GET', `${pathTo(apiVersion, resource, namespace)}?${query}`);
        if (status === 404) return found;
        if (status !== 200) throw refused(`listing ${resource.name}`, status, body);
        // Items of a list do not say what they are.
        for (const item of body.items as object[]) found.push({ apiVersion, kind, ...item } as KubernetesObject);
        next = (body.metadata as { continue?: string } | undefined)?.continue || undefined;
      }
      return found;
    },
    isNamespaced: async (apiVersion, kind) => (await resourceOf(apiVersion, kind))?.namespaced,
    close: () => agent.destroy(),
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { message: text.slice(0, 500) };
  }
}

const refused = (what: string, status: number, { message }: Answer['body']) =>
  failures.invalidRequest({ reason: `The Kubernetes API refuses ${what}: ${message ?? `status ${status}`}` });
