import { createAnthropicModel } from '../../adapters/anthropic/model.ts';
import {
  anthropicOptionsFromEnvironment,
  type AnthropicOptions,
} from '../../adapters/anthropic/options.ts';
import { reachApi } from '../../adapters/anthropic/reach.ts';
import { isModelGlob } from '../../core/operator/allowed.ts';
import type { Operator } from '../../core/operator/operator.ts';
import { ModelError, type ModelErrorKind } from '../../ports/model.ts';
import { allowedModels } from '../../review/allowed-models.ts';
import type { Check } from './check.ts';
import { wrong } from './repository-checks.ts';

const TIMEOUT_MS = 5000;

/** Without these a review can't be asked for; a gateway may well have no list of models. */
const STOPS = new Set<ModelErrorKind>(['unauthorized', 'forbidden', 'unreachable', 'timeout']);

/**
 * The key, whether the API answers to it, and what the model's name stands for. Nothing is asked
 * that costs. `onlyForServe`: the key stands in `.env`, which `serve` alone reads.
 */
export async function claudeChecks(
  env: Record<string, string | undefined>,
  wanted: string | undefined,
  operator: Operator,
  onlyForServe: boolean,
): Promise<Check[]> {
  let options: AnthropicOptions;
  try {
    options = { ...anthropicOptionsFromEnvironment(env), prices: operator.prices, maxRetries: 0 };
    const variable = options.apiKey === undefined ? 'ANTHROPIC_AUTH_TOKEN' : 'ANTHROPIC_API_KEY';
    const key: Check = {
      name: 'key',
      status: 'ok',
      says: `${variable} is set${onlyForServe ? ', in .env: for backline serve alone' : ''}`,
    };
    const { address, models } = await reachApi(options, TIMEOUT_MS);
    if (!(models instanceof ModelError)) {
      const reached: Check = { name: 'API', status: 'ok', says: `${address}, ${models} models` };
      return [key, reached, ...(await modelChecks(options, wanted, operator))];
    }
    const stops = STOPS.has(models.kind);
    const reached: Check = {
      name: 'API',
      status: stops ? 'wrong' : 'warning',
      says: models.message,
      fix: 'check the key, ANTHROPIC_BASE_URL and the network',
    };
    return [key, reached, ...(stops ? [] : await modelChecks(options, wanted, operator))];
  } catch (error) {
    return [wrong('key', error)];
  }
}

async function modelChecks(
  options: AnthropicOptions,
  wanted: string | undefined,
  operator: Operator,
): Promise<Check[]> {
  const claude = createAnthropicModel(options);
  const names = operator.allow.models.filter((entry) => !isModelGlob(entry));
  const allowed = await Promise.all(names.map((name) => claude.resolve(name)));
  const odd = allowed.flatMap(({ note }): Check[] =>
    note === undefined
      ? []
      : [{ name: 'allow.models', status: 'warning', says: note, fix: 'name one that there is' }],
  );
  const model = allowedModels(claude, operator);
  try {
    const { id, note } = await model.resolve(wanted);
    const price = model.price(id, 0);
    const costs =
      price === null
        ? 'its price is not known'
        : `$${price.input} in, $${price.output} out a million tokens`;
    const asked = wanted === undefined || wanted === id ? '' : `${wanted} is `;
    return [{ name: 'model', status: 'ok', says: note ?? `${asked}${id}, ${costs}` }, ...odd];
  } catch (error) {
    return [wrong('model', error), ...odd];
  }
}
