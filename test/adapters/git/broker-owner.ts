/** Runs a git that never ends through a broker, says so, and waits to be killed. */
import { openBroker } from '../../../src/adapters/git/broker-client.ts';

const broker = await openBroker();
const [cwd = ''] = process.argv.slice(2);
const git = await broker.start({
  args: ['sh', '-c', 'echo $$ && exec sleep 1000'],
  cwd,
  env: process.env,
});
git.stdout.on('data', (text: Buffer) => process.stdout.write(`${broker.pid} ${text.toString()}`));
