import { startGitWithBroker } from '../../src/adapters/git/broker.ts';

startGitWithBroker();
