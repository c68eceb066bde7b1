import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { Warehouse } from '@brooder/contracts';
import { quoteName, quoteText } from '../sql-text.ts';

/** How a warehouse of each kind becomes a DuckDB catalog. */
export interface AttachPlan {
  /** Extensions that must have been loaded at start. */
  needs: readonly string[];
  attach: string;
  /** Directories and object-store prefixes that stay reachable once external access is off. */
  directories: readonly string[];
  /** True when DuckDB's error may repeat credentials of the statement; it is then not passed on. */
  confidential: boolean;
}

/**
 * True when opening `directory` to sessions would also open the program, its caches and spill files, or the whole machine: for
 * `/ducks.duckdb` or `/tmp/ducks.duckdb`. A tenant could then change the code that the next worker runs.
 */
export function isTooWide(directory: string): boolean {
  const kept = [tmpdir(), homedir(), process.cwd(), import.meta.dirname, process.execPath];
  return kept.some((place) => {
    const way = path.relative(directory, place);
    return way === '' || !(way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
  });
}

export function attachPlan(database: string, warehouse: Warehouse): AttachPlan {
  const name = quoteName(database);
  switch (warehouse.kind) {
    case 'memory':
      return { needs: [], attach: `ATTACH ':memory:' AS ${name}`, directories: [], confidential: false };
    case 'duckdb-file':
      return {
        needs: [],
        attach: `ATTACH ${quoteText(warehouse.path)} AS ${name}`,
        directories: [path.dirname(warehouse.path)],
        confidential: false,
      };
    case 'ducklake': {
      const onDisk = path.isAbsolute(warehouse.metadata);
      return {
        needs: ['ducklake', ...(onDisk ? [] : ['postgres_scanner'])],
        attach: `ATTACH ${quoteText(`ducklake:${warehouse.metadata}`)} AS ${name} (DATA_PATH ${quoteText(warehouse.dataPath)})`,
        directories: [warehouse.dataPath, ...(onDisk ? [path.dirname(warehouse.metadata)] : [])],
        confidential: true,
      };
    }
    case 'iceberg':
      return {
        needs: ['avro', 'iceberg'],
        attach: `ATTACH ${quoteText(warehouse.warehouse)} AS ${name} (TYPE iceberg, ENDPOINT ${quoteText(warehouse.endpoint)})`,
        directories: [],
        confidential: true,
      };
  }
}
