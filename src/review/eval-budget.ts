import { ModelError, type Model } from '../ports/model.ts';
import { startMeter } from './meter.ts';

/** A model that many reviews share, and what they have spent together. */
export interface Budget {
  model: Model;
  /** Whether the limit is reached; false for good without a limit. */
  isReached(): boolean;
  /** What to tell about what is not run then. */
  reason: string;
  /** True when a model without a known price was asked, so that the limit could not be held. */
  isUnknown(): boolean;
}

/**
 * Refuses to send anything once `maxCostUsd` is spent, whichever review spent it; what is under
 * way then is answered still. Null is no limit.
 */
export function limitSpending(model: Model, maxCostUsd: number | null, now: () => number): Budget {
  const meter = startMeter((id, tokens) => model.price(id, tokens), now);
  const isReached = (): boolean => maxCostUsd !== null && (meter.cost() ?? 0) >= maxCostUsd;
  const reason = `the cost limit of $${maxCostUsd} is reached`;
  return {
    isReached,
    reason,
    isUnknown: () => maxCostUsd !== null && meter.cost() === null,
    model: {
      ...model,
      async send(request, options) {
        if (isReached()) throw new ModelError('invalid_request', reason);
        const reply = await model.send(request, options);
        meter.add(reply.model, reply.usage);
        return reply;
      },
    },
  };
}
