import { defineConfig } from 'vitest/config';

/** The gateway's calls against a real Kubernetes API server, which `BROODER_TEST_KUBECONFIG` names; it needs no node. */
export default defineConfig({
  test: {
    include: ['test/cluster-api/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
