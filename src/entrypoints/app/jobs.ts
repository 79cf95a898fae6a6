import type { Trigger } from '../../core/trigger/trigger.ts';
import type { Queue } from '../../ports/queue.ts';

/**
 * Hands a trigger to the queue. False when the delivery was seen before. A check suite can concern
 * several pull requests: each is a job of its own, named after the delivery.
 */
export async function enqueue(queue: Queue, delivery: string, trigger: Trigger): Promise<boolean> {
  switch (trigger.kind) {
    case 'stop':
      await queue.stop(delivery, trigger.pull);
      return true;
    case 'command':
    case 'reply':
      // Whoever speaks to us comes before what pushes bring, with a command or without.
      return queue.add(delivery, {
        kind: 'command',
        pull: trigger.pull,
        comment: trigger.comment,
      });
    case 'merge_group':
      return queue.add(delivery, trigger);
    case 'review': {
      const cause = { kind: trigger.reason };
      const added = await Promise.all(
        trigger.pulls.map((pull, at) =>
          queue.add(at === 0 ? delivery : `${delivery}#${at}`, { kind: 'review', pull, cause }),
        ),
      );
      return added.some(Boolean);
    }
  }
}

/** What a log line says about a trigger. */
export function describeTrigger(trigger: Trigger): object {
  const what = trigger.kind === 'review' ? trigger.reason : trigger.kind;
  if (trigger.kind === 'merge_group') {
    return { trigger: what, repository: `${trigger.owner}/${trigger.repo}`, head: trigger.head };
  }
  const pulls = trigger.kind === 'review' ? trigger.pulls : ([trigger.pull] as const);
  const [{ owner, repo }] = pulls;
  return {
    trigger: what,
    repository: `${owner}/${repo}`,
    pull: pulls.map(({ number }) => number).join(','),
  };
}
