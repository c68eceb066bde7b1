import { group, settingNode } from '../schema/index.ts';

/** What a gateway accepts, and what it tells. */
export const limitValues = {
  auth: group('Who may log in, and how.', { allowPlaintext: settingNode('allowPlaintext') }),
  limits: group('What one gateway takes.', {
    maxConnections: settingNode('maxConnections'),
    maxUnauthenticated: settingNode('maxUnauthenticated'),
    loginTimeout: settingNode('loginTimeout'),
  }),
  handoverDrainTimeout: settingNode('handoverDrainTimeout'),
  logLevel: settingNode('logLevel'),
  logSql: settingNode('logSql'),
};
