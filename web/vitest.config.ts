import { mergeConfig, defineConfig } from 'vitest/config';
import base from './vite.config';

export default mergeConfig(
  base,
  defineConfig({
    test: {
      environment: 'jsdom',
      include: ['test/**/*.test.{ts,tsx}'],
      testTimeout: 60_000, // whole pages, on a machine that does other things too
      setupFiles: ['test/setup.ts'],
    },
  }),
);
