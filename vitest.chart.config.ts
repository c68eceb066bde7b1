import { defineConfig } from 'vitest/config';

/**
 * The chart under a real helm, kubeconform and API server, and the gateway's Kubernetes calls on that server.
 * Needs what `eval "$(npm run --silent testbed)"` sets.
 */
export default defineConfig({
  test: {
    include: ['test/chart/**/*.test.ts', 'test/cluster-api/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
