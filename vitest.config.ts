import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'db/**/*.test.ts', 'e2e/**/*.test.ts'],
    globalSetup: ['src/platform/db/test-cluster.ts'],
    pool: 'forks',
    maxWorkers: 2,
    isolate: false,
    setupFiles: ['src/platform/test-setup.ts'],
    testTimeout: 90_000,
    hookTimeout: 300_000,
  },
});
