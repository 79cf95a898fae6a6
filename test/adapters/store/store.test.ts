import { describe } from 'vitest';
import { onBothEngines } from './engines.ts';
import { allowanceSuite } from './allowance.suite.ts';
import { failuresSuite } from './failures.suite.ts';
import { jobsSuite } from './jobs.suite.ts';
import { pruneSuite } from './prune.suite.ts';
import { queueSuite } from './queue.suite.ts';
import { shutdownSuite } from './shutdown.suite.ts';
import { spendingSuite } from './spending.suite.ts';
import { turnsSuite } from './turns.suite.ts';

// In one file, since a PGlite takes some seconds to start.
onBothEngines((database) => {
  describe('queue', () => {
    queueSuite(database);
  });
  describe('turns', () => {
    turnsSuite(database);
  });
  describe('failures', () => {
    failuresSuite(database);
  });
  describe('jobs', () => {
    jobsSuite(database);
  });
  describe('shutdown', () => {
    shutdownSuite(database);
  });
  describe('prune', () => {
    pruneSuite(database);
  });
  describe('spending', () => {
    spendingSuite(database);
  });
  describe('allowance', () => {
    allowanceSuite(database);
  });
});
