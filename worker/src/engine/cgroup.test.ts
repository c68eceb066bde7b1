import { availableParallelism, totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { cgroupLimits } from './index.ts';

const files = (content: Record<string, string>) => (path: string) => content[path.replace('/sys/fs/cgroup/', '')];
const MiB = 1024 ** 2;

test.each([
  ['v2 limits', { 'memory.max': '536870912\n', 'cpu.max': '100000 100000\n' }, 512 * MiB, 1],
  ['a v2 quota of half a CPU', { 'memory.max': '1073741824\n', 'cpu.max': '50000 100000\n' }, 1024 * MiB, 1],
  [
    'v1 limits',
    {
      'memory/memory.limit_in_bytes': '268435456\n',
      'cpu/cpu.cfs_quota_us': '100000\n',
      'cpu/cpu.cfs_period_us': '100000\n',
    },
    256 * MiB,
    1,
  ],
])('%s give 75 %% of the memory and whole threads', (_, content, bytes, threads) => {
  expect(cgroupLimits(files(content))).toEqual({ memoryBytes: bytes * 0.75, threads });
});

test.each([
  ['no files', {}],
  ['v2 without limits', { 'memory.max': 'max\n', 'cpu.max': 'max 100000\n' }],
  [
    'v1 without limits',
    {
      'memory/memory.limit_in_bytes': '9223372036854771712\n',
      'cpu/cpu.cfs_quota_us': '-1\n',
      'cpu/cpu.cfs_period_us': '100000\n',
    },
  ],
])('%s fall back to the machine', (_, content) => {
  expect(cgroupLimits(files(content))).toEqual({
    memoryBytes: Math.floor(totalmem() * 0.75),
    threads: availableParallelism(),
  });
});
