import { canonicalRequest, hash } from '../../core/prompt/canonical.ts';
import type { Model, ModelReply } from '../../ports/model.ts';
import type { Steps } from '../../ports/steps.ts';

/**
 * Asks `model` only what no earlier try of the job was answered, and keeps each answer: a review
 * that is taken up after a crash goes through the finished part of its conversation for nothing and
 * pays from where it stopped. A question that is asked several times has as many answers.
 *
 * A reply that is remembered keeps its usage, so that a review's cost, and the limit on it, count
 * every answer once, whichever try has paid it. What is to count payments alone goes beneath this.
 *
 * A store that does not answer is told to `log`, and the review goes on without it.
 */
export function rememberModel(model: Model, steps: Steps, log: (line: string) => void): Model {
  const asked = new Map<string, number>();
  const tell =
    (what: string) =>
    (error: unknown): undefined => {
      log(`an answer could not be ${what}: ${error instanceof Error ? error.message : 'unknown'}`);
    };
  return {
    ...model,
    async send(request, options) {
      options?.signal?.throwIfAborted();
      const question = hash(canonicalRequest(request));
      const time = (asked.get(question) ?? 0) + 1;
      asked.set(question, time);
      const key = `${question} ${time}`;
      const kept = await steps.get(key).catch(tell('looked up'));
      if (kept !== undefined) return kept as ModelReply;
      const reply = await model.send(request, options);
      await steps.put(key, reply).catch(tell('kept'));
      return reply;
    },
  };
}
