import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@recyclegpt/source'] },
  ssr: { resolve: { conditions: ['@recyclegpt/source', 'node', 'import', 'module', 'default'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tooling/{lib,src,stories}/**/*.test.ts'],
    env: { ORT_DISABLE_TELEMETRY: '1' },
    testTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
