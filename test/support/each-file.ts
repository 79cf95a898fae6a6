import { afterAll, vi } from 'vitest';
import { startGitWithBroker } from '../../src/adapters/git/broker.ts';

startGitWithBroker();

// Files share a process, so that each module is loaded once: what a file's last test has set for
// itself ends with the file.
afterAll(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});
