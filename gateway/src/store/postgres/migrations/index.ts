import type { Migration } from '../migrate.ts';
import { tables } from './0001-tables.ts';
import { workerRules } from './0002-worker-rules.ts';
import { workerMoves } from './0003-worker-moves.ts';
import { sessions } from './0004-sessions.ts';
import { warehouseSecrets } from './0005-warehouse-secrets.ts';

/**
 * In order, forward only. The gateways of the version before and of this one run side by side during a rollout, so a migration of the
 * same major adds (tables, nullable columns at the end of a view, functions under another name) and never takes away or changes
 * a meaning. What cannot be added so raises the major, and gateways of the lower major refuse that database.
 */
export const migrations: readonly Migration[] = [tables, workerRules, workerMoves, sessions, warehouseSecrets];
