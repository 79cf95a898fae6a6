import { ModelError } from '../../ports/model.ts';
import { listModels } from './catalogue.ts';
import { connector, displayAddress, redactor } from './client.ts';
import { toFailure } from './errors.ts';
import { checkSendable, type AnthropicOptions } from './options.ts';

/** What came of asking the API for its models once. `address` is without credentials. */
export interface Reached {
  address: string;
  /** How many models it lists, or why it could not say. */
  models: number | ModelError;
}

/** Asks once, for at most `timeoutMs`. Throws a UserError when the key can't even be sent. */
export async function reachApi(options: AnthropicOptions, timeoutMs: number): Promise<Reached> {
  checkSendable(options);
  const address = displayAddress(options);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const models = await listModels(await connector(options)(), signal);
    return { address, models: models.length };
  } catch (error) {
    if (signal.aborted) {
      const seconds = timeoutMs / 1000;
      const message = `${address} gave no answer within ${seconds} s`;
      return { address, models: new ModelError('timeout', message, { cause: error }) };
    }
    const context = { address, model: 'the list of models', redact: redactor(options) };
    const failure = toFailure(error, context);
    if (failure !== null) return { address, models: failure.error };
    // Gateways have lists of many shapes, which the SDK trips over.
    const message = `${address} lists models in another form than the Claude API does`;
    return { address, models: new ModelError('invalid_request', message, { cause: error }) };
  }
}
