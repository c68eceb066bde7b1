import { defineConfig } from 'vitest/config';

/** Fast suites: everything beside its source, and the cross-room suites that need only Node and npm. */
export default defineConfig({
  test: {
    include: [
      '{contracts,pgwire,flight,worker,gateway,constructs,src,tools}/**/*.test.ts',
      'test/{rules,embedded,faults}/**/*.test.ts',
    ],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
