/**
 * A process that shares a store and does scripted reviews; the parent is GitHub and the model, and
 * hears of every step. Started with its configuration as its argument, in JSON.
 */
import { openStore } from '../../src/adapters/store/open-store.ts';
import { createStoreQueue } from '../../src/adapters/store/queue.ts';
import type { FromWorker, Question, StepName, ToWorker, WorkerConfig } from './protocol.ts';

const config = JSON.parse(process.argv[2]!) as WorkerConfig;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const store = await openStore({ ...config, log: silent });
const answers = new Map<number, (answer: unknown) => void>();
let calls = 0;

const queue = createStoreQueue(
  store,
  async (job, { id, name, signal, steps }) => {
    if (job.kind !== 'review') throw new Error(`no script for a ${job.kind}`);
    const jobId = name.split('/')[0]!;
    const step = (step: StepName, question = '') =>
      reach({ kind: 'step', step, job: jobId, question });
    const { number } = job.pull;
    const repository = `${job.pull.owner}/${job.pull.repo}`;
    await step('started');
    const head = (await ask({ of: 'github', want: 'head', pull: number })) as string;
    if (await store.wasReviewed({ repository, pull: number, head })) return;
    for (const part of ['read', 'verify']) {
      const question = `${head} ${part}`;
      if ((await steps.get(question)) !== undefined) continue;
      const answer = await ask({ of: 'model', job: jobId, question });
      await step('paid');
      await steps.put(question, answer);
      await step('kept', question);
    }
    signal.throwIfAborted();
    if (!(await ask({ of: 'github', want: 'find', pull: number, head }))) {
      await ask({ of: 'github', want: 'post', pull: number, head });
    }
    await step('posted');
    const record = { run: id, repository, pull: number, head, outcome: 'reviewed', findings: 0 };
    await store.noteReview({ ...record, costUsd: null, seconds: 0 });
    await step('noted');
  },
  { log: silent, pauseMs: 20, pollMs: 50, retryMs: [100, 100, 100], concurrency: 2 },
);

process.on('message', (message: ToWorker) => {
  if (message.kind === 'answer') answers.get(message.call)?.(message.answer);
  else if (message.kind === 'add') {
    const { delivery, job } = message;
    // One that fails is not answered: the parent gives it to another.
    void queue.add(delivery, job).then(
      () => tell({ kind: 'added', delivery }),
      () => undefined,
    );
  } else if (message.kind === 'idle') {
    // One that can't tell leaves it to the others.
    void queue.idle().then(
      () => tell({ kind: 'idle', round: message.round }),
      () => undefined,
    );
  } else {
    void queue
      .close(5000)
      .then(() => store.close())
      .then(() => tell({ kind: 'closed' }))
      .then(() => process.disconnect());
  }
});
queue.start();
await tell({ kind: 'ready' });

function tell(message: FromWorker): Promise<void> {
  return new Promise((resolve) => process.send!(message, () => resolve()));
}

async function reach(message: FromWorker & { kind: 'step' }): Promise<void> {
  await tell(message);
  if (message.step === config.dieAt) process.kill(process.pid, 'SIGKILL');
}

function ask(what: Question): Promise<unknown> {
  const call = ++calls;
  return new Promise((resolve) => {
    answers.set(call, resolve);
    void tell({ kind: 'ask', call, what });
  });
}
