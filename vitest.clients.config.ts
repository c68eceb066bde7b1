import { defineConfig } from 'vitest/config';

/** Stock drivers in their own languages against a running brooder; needs Python, Go and a JDK with Maven. */
export default defineConfig({
  test: {
    include: ['test/clients/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
