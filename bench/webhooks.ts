import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openFleet } from '../drill/fleet.ts';
import { example } from '../test/core/trigger/payloads.ts';
import { startServeProcess } from '../test/support/serve-process.ts';
import { engines } from './engines.ts';
import { BACKLINE } from './program.ts';
import { printTable, type Row } from './table.ts';

const PER_SECOND = 100;
const SECONDS = 10;
const AT_ONCE = 1000;
const PLAIN = join(import.meta.dirname, 'programs', 'plain-probot.ts');

/**
 * How long GitHub waits for the answer to a webhook. What the webhooks bring is not served, so that
 * storing a job, taking it and putting it away is measured, and no review.
 */
export async function benchWebhooks(): Promise<void> {
  const rows: Row[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'backline-bench-'));
  const operator = join(folder, 'operator.yml');
  await writeFile(operator, 'allow: { repositories: [nobody] }\n');
  try {
    for await (const engine of engines()) {
      const { name, databaseUrl } = engine;
      const fleet = await openFleet({
        ...(databaseUrl === undefined ? {} : { databaseUrl }),
        program: [BACKLINE],
        env: { BACKLINE_CONFIG: operator, LOG_LEVEL: 'warn' },
      });
      const { webhookUrl } = await fleet.start();
      rows.push(...(await rowsOf(name, webhookUrl, fleet.app.webhookSecret)));
      const started = performance.now();
      while ((await fleet.jobsLeft()) > 0) await delay(20);
      const left = (performance.now() - started) / 1000;
      rows.push({
        what: `${name}: until those jobs are done`,
        goal: '',
        figure: `${left.toFixed(1)} s`,
      });
      if (name === 'embedded') rows.push(...(await plainRows(fleet.app)));
      await fleet.stop();
      await engine.stop();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  printTable(
    'Webhooks',
    `Signed deliveries, from sending to the whole answer: ${PER_SECOND} a second for ${SECONDS} s, then ${AT_ONCE} at once.\n` +
      `The plain handler is Probot's, which keeps nothing.`,
    rows,
  );
}

async function plainRows(app: { id: number; privateKey: string; webhookSecret: string }) {
  const plain = await startServeProcess([PLAIN], {
    cwd: tmpdir(),
    env: {
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: app.webhookSecret,
    },
  });
  const rows = await rowsOf('plain Probot', plain.webhookUrl, app.webhookSecret);
  plain.kill('SIGTERM');
  await plain.ended;
  return rows.map((row) => ({ ...row, goal: '' }));
}

async function rowsOf(name: string, url: string, secret: string): Promise<Row[]> {
  const agent = new Agent({ keepAlive: true });
  // A process that has just started has compiled nothing yet.
  for (let number = 1; number <= 50; number++) await post(url, secret, 10_000 + number, agent);
  const steady = await atRate(url, secret, agent);
  const started = performance.now();
  const burst = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, at) => post(url, secret, 2000 + at, agent)),
  );
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  const sorted = steady.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number): string => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(1);
  return [
    {
      what: `${name}: ${PER_SECOND} a second, p50 / p99`,
      goal: 'p99 50 ms',
      figure: `${at(0.5)} / ${at(0.99)} ms, ${lostOf(steady)}`,
    },
    {
      what: `${name}: ${AT_ONCE} at once`,
      goal: '3 s, 0 lost',
      figure: `${seconds.toFixed(2)} s, ${lostOf(burst)}`,
    },
  ];
}

/** How many got no 200, and what they got. */
function lostOf(sent: readonly Answered[]): string {
  const lost = sent.flatMap(({ got }) => (got === '200' ? [] : [got]));
  const kinds = [...new Set(lost)].map(
    (kind) => `${lost.filter((one) => one === kind).length} ${kind}`,
  );
  return `${lost.length} lost${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}`;
}

/** What came of a delivery: a status, or the code of what kept the answer away. */
interface Answered {
  got: string;
  ms: number;
}

/** Sends on time, whether or not what was sent before is answered. */
async function atRate(url: string, secret: string, agent: Agent) {
  const sent: ReturnType<typeof post>[] = [];
  const started = performance.now();
  for (let count = 0; count < PER_SECOND * SECONDS; count++) {
    const wait = started + (count * 1000) / PER_SECOND - performance.now();
    if (wait > 0) await delay(wait);
    // Some 500 pull requests, so that pushes to the same one meet.
    sent.push(post(url, secret, 1 + (count % 500), agent));
  }
  return Promise.all(sent);
}

function post(url: string, secret: string, number: number, agent: Agent): Promise<Answered> {
  const body = JSON.stringify(example('pull_request', 'opened', { number }));
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-github-event': 'pull_request',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
  const { promise, resolve } = Promise.withResolvers<Answered>();
  const started = performance.now();
  const sending = request(url, { method: 'POST', headers, agent }, (response) => {
    response.resume();
    response.once('end', () => {
      resolve({ got: String(response.statusCode), ms: performance.now() - started });
    });
  });
  sending.once('error', ({ code = 'no answer' }: NodeJS.ErrnoException) => {
    resolve({ got: code, ms: performance.now() - started });
  });
  sending.end(body);
  return promise;
}
