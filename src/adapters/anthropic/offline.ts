import { ModelError, type Model } from '../../ports/model.ts';
import { priceTable, type PriceOverrides } from './prices.ts';
import { resolveModel } from './resolve.ts';

/** Names and prices from the built-in tables, without a key or the network: for estimates. */
export function offlineModel(prices: PriceOverrides = {}): Model {
  const refuse = (): Promise<never> =>
    Promise.reject(new ModelError('unreachable', 'there is no key to ask the model with'));
  return {
    send: refuse,
    countTokens: refuse,
    resolve: (name) =>
      resolveModel(name, {
        list: () => Promise.resolve({ unavailable: 'without a key' }),
        find: () => Promise.resolve(null),
      }),
    price: priceTable(prices),
  };
}
