import { ModelError, type Model, type ModelReply } from '../../ports/model.ts';
import type { Telemetry } from '../../ports/telemetry.ts';

/**
 * A model whose answers are measured: it is to be the innermost, so that what is kept of an earlier
 * try does not count again. `now` is in milliseconds.
 */
export function watchModel(model: Model, telemetry: Telemetry, now: () => number): Model {
  return {
    ...model,
    async send(request, options) {
      const started = now();
      const seconds = (): number => (now() - started) / 1000;
      let reply: ModelReply;
      try {
        reply = await model.send(request, options);
      } catch (error) {
        const told = error instanceof ModelError ? error.kind : 'other';
        const reason = options?.signal?.aborted === true ? 'aborted' : told;
        telemetry({ kind: 'model-failed', reason, seconds: seconds() });
        throw error;
      }
      const costUsd = costOf(model, reply);
      telemetry({
        kind: 'model',
        model: reply.model,
        usage: reply.usage,
        costUsd,
        seconds: seconds(),
      });
      return reply;
    },
  };
}

function costOf({ price }: Model, { model, usage }: ModelReply): number | null {
  const rate = price(model, usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens);
  if (rate === null) return null;
  const perMillion =
    usage.inputTokens * rate.input +
    usage.outputTokens * rate.output +
    usage.cacheReadTokens * rate.cacheRead +
    usage.cacheWriteTokens * rate.cacheWrite;
  return perMillion / 1_000_000;
}
