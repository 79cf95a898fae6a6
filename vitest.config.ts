import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A test's process has hundreds of megabytes, from which each start of git takes long.
    setupFiles: ['test/support/use-git-broker.ts'],
    globalSetup: ['test/support/shared-postgres.ts'],
    // Most of the time is spent waiting for git and for servers, so that one more than the cores pays.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
