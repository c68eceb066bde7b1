import { flag, group } from '../schema/index.ts';

export const rbacValues = {
  rbac: group('Rights of the gateway, in its own namespace and in that of the workers.', {
    create: flag('Write Roles and RoleBindings. Without them somebody else must grant the same.', true),
  }),
};
