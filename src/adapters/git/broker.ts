import { tmpdir } from 'node:os';
import { openBroker, type Broker } from './broker-client.ts';

/** How often a broker is started before git is started without one. */
const ATTEMPTS = 2;

/** For the broker's socket, as it was when a broker was asked for; null when none was. */
let temporary: string | null = null;
let attempts = 0;
let current: Promise<Broker | null> = Promise.resolve(null);

/**
 * From now on git is started by a small process of its own, which itself is started with the first
 * git: worth it for a process that is large and starts git often, since starting a process takes
 * the longer the more memory the starting one holds. Windows starts processes in another way.
 */
export function startGitWithBroker(): void {
  if (process.platform !== 'win32') temporary = tmpdir();
}

/** Null when git is to be started from this process. A broker that has gone is replaced once. */
export async function brokerInUse(): Promise<Broker | null> {
  if (temporary === null) return null;
  const seen = current;
  const broker = await seen;
  if (broker?.isAlive === true) return broker;
  // Somebody else may have started the next one by now.
  if (seen === current) {
    if (attempts === ATTEMPTS) return null;
    attempts += 1;
    current = openBroker(temporary).catch(() => null);
  }
  return brokerInUse();
}
