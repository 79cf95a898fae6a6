import type { ApplicationFunctionOptions, Probot } from 'probot';
import { foldEvent } from '../../core/trigger/fold.ts';
import { PayloadError } from '../../core/trigger/payload.ts';
import { APP_EVENTS, type AppEvent, type Trigger } from '../../core/trigger/trigger.ts';
import type { Queue } from '../../ports/queue.ts';
import { healthHandler } from './health.ts';
import { describeTrigger, enqueue } from './jobs.ts';
import type { AppLog } from './services.ts';

export interface AppDeps {
  queue: Queue;
  /** The App's name in its own login, `slug[bot]`. */
  slug: string;
  /** Whether webhooks are taken; `/readyz` says so. */
  isReady: () => boolean | Promise<boolean>;
  log: AppLog;
}

/**
 * The App as Probot loads it. A handler writes down what is to be done and returns, since GitHub
 * waits for it; the work itself is the queue's.
 */
export function createApp({
  queue,
  slug,
  isReady,
  log,
}: AppDeps): (app: Probot, options: Pick<ApplicationFunctionOptions, 'addHandler'>) => void {
  return (app, { addHandler }) => {
    app.on([...APP_EVENTS], async ({ id, name, payload }) => {
      const trigger = read(name, payload, slug);
      if (trigger === null) {
        log.debug({ delivery: id, event: name }, 'nothing to do');
        return;
      }
      const fields = { delivery: id, event: name, ...describeTrigger(trigger) };
      let added: boolean;
      try {
        added = await enqueue(queue, id, trigger);
      } catch (error) {
        log.error({ ...fields, err: error }, 'the event could not be queued');
        // What went wrong is for the log; the answer is shown to whoever reads GitHub's deliveries.
        throw new Refused('the event could not be queued', 503, { cause: error });
      }
      log.info(fields, added ? 'taken' : 'seen before');
    });
    addHandler(healthHandler(isReady));
  };
}

/** `status` becomes that of the answer. */
class Refused extends Error {
  override name = 'Refused';
  readonly status: number;

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

function read(event: AppEvent, payload: unknown, slug: string): Trigger | null {
  try {
    return foldEvent(event, payload, slug);
  } catch (error) {
    if (error instanceof PayloadError) throw new Refused(error.message, 400, { cause: error });
    throw error;
  }
}
