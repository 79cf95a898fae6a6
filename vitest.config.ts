import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/support/slow-first.ts';

// Vitest's own way to shuffle files is a sequencer, too, which one that is set would keep out.
const isShuffled = process.argv.some((argument) => argument.startsWith('--sequence.shuffle'));

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Loading the modules anew for each file would take a third of all time. What a file sets for
    // itself it takes back; each-file.ts helps.
    isolate: false,
    setupFiles: ['test/support/each-file.ts'],
    globalSetup: [
      'test/support/temporary-folder.ts',
      'test/support/shared-postgres.ts',
      'test/support/embedded-store.ts',
      'test/support/compile-cache.ts',
    ],
    // V8 would compile the embedded store's WebAssembly a second time, for a speed that no test needs.
    execArgv: ['--liftoff-only'],
    // Most of the time is spent waiting for git and for servers, so that one more than the cores pays.
    maxWorkers: 3,
    sequence: isShuffled ? {} : { sequencer: SlowFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
