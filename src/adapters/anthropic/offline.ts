import { ModelError, type Model } from '../../ports/model.ts';
import { bindingOf, type AnthropicOptions } from './options.ts';
import { priceTable } from './prices.ts';
import { resolveModel, type Catalogue } from './resolve.ts';

const CATALOGUE: Catalogue = {
  list: () => Promise.resolve({ unavailable: 'without a key' }),
  find: () => Promise.resolve(null),
};

/** Names and prices from the built-in tables, without a key or the network: for estimates. */
export function offlineModel(
  options: Pick<AnthropicOptions, 'prices' | 'chosen' | 'baseURL'> = {},
): Model {
  const refuse = (): Promise<never> =>
    Promise.reject(new ModelError('unreachable', 'there is no key to ask the model with'));
  return {
    send: refuse,
    countTokens: refuse,
    resolve: (name) => resolveModel(name, CATALOGUE, bindingOf(name, options)),
    price: priceTable(options.prices),
  };
}
