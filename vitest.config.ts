import { defineConfig } from 'vitest/config';

const ignored = ['**/node_modules/**', '**/.next/**', '**/dist/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,libs,tools}/**/*.test.ts', '{apps,libs}/**/*.test.tsx'],
          exclude: [...ignored, '**/*.int.test.ts', '**/e2e/**'],
          environment: 'node',
          testTimeout: 20_000,
          // Loading the modules anew for each file took longer than all tests; unit tests keep no state in modules.
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{apps,libs,tools}/**/*.int.test.ts'],
          exclude: ignored,
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // Each file starts real servers; two cores hold one set at a time.
          fileParallelism: false,
        },
      },
    ],
  },
});
