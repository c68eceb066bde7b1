/**
 * Memory and CPU a worker may use, from its cgroup (v2 or v1), else from the machine. A container sees the node's numbers in
 * `os.totalmem()`, so DuckDB's own defaults would size it for the node. Source: kernel docs admin-guide/cgroup-v2, cgroup-v1.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';

export interface CgroupLimits {
  /** 75 % of the limit: the rest is for Node, Arrow buffers in flight and allocations DuckDB does not count. */
  memoryBytes: number;
  threads: number;
}
export type FileReader = (path: string) => string | undefined;

const memoryShare = 0.75;

export function cgroupLimits(readFile: FileReader = readIfPresent): CgroupLimits {
  const memory = smallest([
    bytesOf(readFile('/sys/fs/cgroup/memory.max')),
    bytesOf(readFile('/sys/fs/cgroup/memory/memory.limit_in_bytes')),
    totalmem(),
  ]);
  const cpus = smallest([
    quotaOf(readFile('/sys/fs/cgroup/cpu.max')),
    quotaOf(
      `${readFile('/sys/fs/cgroup/cpu/cpu.cfs_quota_us') ?? ''} ${readFile('/sys/fs/cgroup/cpu/cpu.cfs_period_us') ?? ''}`,
    ),
    availableParallelism(),
  ]);
  return { memoryBytes: Math.floor(memory * memoryShare), threads: Math.max(1, Math.ceil(cpus)) };
}

/** `max` (v2) is no limit; v1 says "none" with a number near 2^63, which `totalmem` undercuts. */
function bytesOf(text: string | undefined): number | undefined {
  const bytes = Number(text?.trim() || Number.NaN);
  return bytes > 0 ? bytes : undefined;
}

/** `<quota> <period>` in microseconds; quota `max` (v2) or -1 (v1) is no limit. */
function quotaOf(text: string | undefined): number | undefined {
  const [quota, period] = (text ?? '').trim().split(/\s+/).map(Number);
  return quota !== undefined && period !== undefined && quota > 0 && period > 0 ? quota / period : undefined;
}

function smallest(candidates: readonly (number | undefined)[]): number {
  return Math.min(...candidates.filter((candidate) => candidate !== undefined));
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
