import type { Model } from '../../ports/model.ts';
import { ALL_FEATURES, findModel, listModels, type ListedModel } from './catalogue.ts';
import { connector, displayAddress, redactor } from './client.ts';
import { notTheApi, toFailure, type Failure } from './errors.ts';
import { type AnthropicOptions, bindingOf, checkSendable } from './options.ts';
import { priceTable } from './prices.ts';
import { toParams } from './request.ts';
import { resolveModel, type Catalogue } from './resolve.ts';
import { withRetries, type RetryPolicy } from './retry.ts';
import { streamOnce } from './stream.ts';

/**
 * Claude through the Messages API. Failures are ModelErrors whose message holds no secret; an
 * aborted signal ends a request, a stream or a pause at once and throws the signal's reason.
 * Broken streams, overload, rate limits and network trouble are tried again within bounds, each
 * time from the start. The list of models is fetched once. Throws a UserError at once when a key
 * or a header can't be sent.
 */
export function createAnthropicModel(options: AnthropicOptions): Model {
  checkSendable(options);
  const connection = connector(options);
  const address = displayAddress(options);
  const redact = redactor(options);
  const limits = {
    address,
    requestTimeoutMs: options.requestTimeoutMs ?? 120_000,
    idleTimeoutMs: options.idleTimeoutMs ?? 180_000,
  };
  const policy: RetryPolicy = {
    maxRetries: options.maxRetries ?? 4,
    delayMs: options.retryDelayMs ?? 500,
    maxDelayMs: options.maxRetryDelayMs ?? 60_000,
    log: options.log ?? (() => undefined),
  };
  const failures =
    (model: string) =>
    (thrown: unknown): Failure | null =>
      toFailure(thrown, { address, model, redact });

  let listed: ListedModel[] | undefined;
  const features = (id: string) => listed?.find((m) => m.id === id)?.features ?? ALL_FEATURES;

  return {
    send: (request, sendOptions = {}) =>
      withRetries(
        async () => {
          const params = toParams(request, features(request.model));
          return streamOnce(await connection(), params, limits, sendOptions);
        },
        failures(request.model),
        policy,
        sendOptions.signal,
      ),

    countTokens: (request, signal) =>
      withRetries(
        async () => {
          const { client } = await connection();
          const {
            max_tokens: _max,
            stream: _stream,
            ...params
          } = toParams(request, features(request.model));
          const count = await client.messages
            .countTokens(params, {
              timeout: limits.requestTimeoutMs,
              ...(signal && { signal }),
            })
            .catch((thrown: unknown) => {
              if (thrown instanceof SyntaxError) throw notTheApi(address, 'broken JSON');
              throw thrown;
            });
          if (!Number.isInteger(count.input_tokens)) throw notTheApi(address, 'no token count');
          return count.input_tokens;
        },
        failures(request.model),
        policy,
        signal,
      ),

    resolve(name, signal) {
      const catalogue: Catalogue = {
        async list() {
          if (listed) return listed;
          try {
            const models = await listModels(await connection(), signal);
            if (models.length === 0) return { unavailable: `${address} lists no models` };
            listed = models;
            return models;
          } catch (thrown) {
            signal?.throwIfAborted();
            const failure = failures('the list of models')(thrown);
            if (failure?.error.kind === 'unauthorized') throw failure.error;
            // Gateways have lists of many shapes, and a review can do without one.
            const why =
              failure?.error.message ?? 'it has another form than the Claude API gives it';
            return { unavailable: `the list of models could not be read: ${why}` };
          }
        },
        async find(id) {
          try {
            return await findModel(await connection(), id, signal);
          } catch (thrown) {
            signal?.throwIfAborted();
            const failure = failures(id)(thrown);
            if (failure?.error.kind === 'unauthorized') throw failure.error;
            // A gateway may have a list and nothing more: then what isn't listed isn't there.
            return null;
          }
        },
      };
      return resolveModel(name, catalogue, bindingOf(name, options));
    },

    price: priceTable(options.prices),
  };
}
