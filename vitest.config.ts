import { defineConfig } from 'vitest/config';

/** `npm test`: everything beside its source, and the cross-room suites that need only Node and npm. */
export default defineConfig({
  test: {
    include: [
      '{contracts,pgwire,flight,worker,gateway,constructs,src,tools}/**/*.test.ts',
      'test/{rules,embedded}/**/*.test.ts',
    ],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
