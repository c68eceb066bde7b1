/** Orgs, their users and warehouses. */
import { failures, type WarehouseSecrets, type WorkerIdentity } from '@brooder/contracts';
import type { FastifyInstance } from 'fastify';
import type { OrgRow, OrgUserRow, Store, WarehouseRow } from '../../store/index.ts';
import type { Tenants } from '../../tenants/index.ts';
import { describeRoute, schemas } from './schemas.ts';

export interface OrgRoutesOptions {
  store: Store;
  tenants: Tenants;
  /** Path of a duckdb-file warehouse for which the request names none; absent: such a request is refused. */
  warehouseFile?: (org: string, database: string) => string;
}

interface WarehouseRequest {
  database: string;
  kind: WarehouseRow['kind'];
  options?: Record<string, string>;
  secrets?: WarehouseSecrets;
  workerIdentity?: WorkerIdentity;
}
type OrgPath = { Params: { org: string } };
type UserPath = { Params: { org: string; name: string } };

export function orgRoutes(app: FastifyInstance, { store, tenants, warehouseFile }: OrgRoutesOptions): void {
  const mustExist = async (id: string): Promise<OrgRow> => {
    const org = await store.org(id);
    if (!org) throw failures.notFound({ what: `Org "${id.slice(0, 63)}"` });
    return org;
  };
  const shown = async (org: OrgRow) => ({
    id: org.id,
    suspended: org.suspended,
    ...(org.maxWorkers !== undefined && { maxWorkers: org.maxWorkers }),
    createdAt: org.createdAt,
    warehouse: showWarehouse(await store.warehouseOfOrg(org.id)),
  });
  const put = (org: string, { database, kind, options = {}, ...kubernetesSide }: WarehouseRequest) => {
    const own = kind === 'duckdb-file' && options.path === undefined ? warehouseFile?.(org, database) : undefined;
    return tenants.putWarehouse({
      org,
      database,
      kind,
      options: own === undefined ? options : { ...options, path: own },
      ...kubernetesSide,
    });
  };

  const list = describeRoute({ summary: 'All orgs with their warehouses.', reply: schemas.orgs });
  app.get('/api/v1/orgs', list, async () => ({ orgs: await Promise.all((await store.orgs()).map(shown)) }));

  const create = describeRoute({
    summary: 'Creates an org, with a warehouse when one is given.',
    body: schemas.createOrg,
    reply: schemas.org,
    status: 201,
  });
  app.post<{ Body: { id: string; maxWorkers?: number; warehouse?: WarehouseRequest } }>(
    '/api/v1/orgs',
    create,
    async ({ body }, reply) => {
      const { warehouse, ...org } = body;
      // Asked before anything is written: an org whose warehouse is refused would be left without one.
      if (warehouse && (await store.warehouseByDatabase(warehouse.database)))
        throw failures.alreadyExists({ what: `Database "${warehouse.database}"` });
      const made = await tenants.createOrg(org);
      if (warehouse) await put(made.id, warehouse);
      return reply.code(201).send(await shown(made));
    },
  );

  const one = describeRoute({ summary: 'One org.', params: schemas.orgPath, reply: schemas.org });
  app.get<OrgPath>('/api/v1/orgs/:org', one, async ({ params }) => shown(await mustExist(params.org)));

  const users = describeRoute({ summary: 'The users of an org.', params: schemas.orgPath, reply: schemas.users });
  app.get<OrgPath>('/api/v1/orgs/:org/users', users, async ({ params }) => {
    await mustExist(params.org);
    return { users: (await store.users(params.org)).map(showUser) };
  });

  const createUser = describeRoute({
    summary: 'Creates a user.',
    params: schemas.orgPath,
    body: schemas.createUser,
    reply: schemas.user,
    status: 201,
  });
  app.post<OrgPath & { Body: { name: string; password: string } }>(
    '/api/v1/orgs/:org/users',
    createUser,
    async ({ params, body }, reply) => {
      await mustExist(params.org);
      return reply.code(201).send(showUser(await tenants.createUser({ org: params.org, ...body })));
    },
  );

  const setPassword = describeRoute({
    summary: 'Sets the password of a user.',
    params: schemas.userPath,
    body: schemas.setPassword,
    reply: schemas.user,
  });
  app.put<UserPath & { Body: { password: string } }>(
    '/api/v1/orgs/:org/users/:name',
    setPassword,
    async ({ params, body }) => {
      await tenants.setPassword({ ...params, password: body.password });
      const user = await store.user(params.org, params.name);
      if (!user) throw failures.notFound({ what: `User "${params.name.slice(0, 63)}"` });
      return showUser(user);
    },
  );

  const warehouse = describeRoute({
    summary: 'The warehouse of an org.',
    params: schemas.orgPath,
    reply: schemas.warehouse,
  });
  app.get<OrgPath>('/api/v1/orgs/:org/warehouse', warehouse, async ({ params }) => {
    await mustExist(params.org);
    const row = await store.warehouseOfOrg(params.org);
    if (!row) throw failures.notFound({ what: `A warehouse of org "${params.org}"` });
    return showWarehouse(row);
  });

  const putWarehouse = describeRoute({
    summary: 'Gives an org its warehouse, or replaces it.',
    params: schemas.orgPath,
    body: schemas.warehouseRequest,
    reply: schemas.warehouse,
  });
  app.put<OrgPath & { Body: WarehouseRequest }>('/api/v1/orgs/:org/warehouse', putWarehouse, async ({ params, body }) =>
    showWarehouse(await put(params.org, body)),
  );
}

const showWarehouse = (row: WarehouseRow | undefined) => {
  if (!row) return null;
  const { org: _, ...shown } = row;
  return shown;
};

/** Everything of a user but the verifier. */
const showUser = ({ org, name, disabled, createdAt }: OrgUserRow) => ({ org, name, disabled, createdAt });
