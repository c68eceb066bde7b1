import { defineConfig } from 'vitest/config';

/** What kills it: one brooder at a time, killed workers, killed gateways, full disks. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
