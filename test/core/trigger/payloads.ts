import examples from '@octokit/webhooks-examples' with { type: 'json' };

type Payload = Record<string, unknown>;

/** By event; the package types payloads event by event, which no test needs. */
const list = examples as unknown as { name: string; examples: Payload[] }[];

/**
 * GitHub's own example of an event, with the installation that an App's webhooks always carry, the
 * given parts in place of its own.
 */
export function example(name: string, action: string, changes: Payload = {}): Payload {
  const all = list.find((one) => one.name === name)?.examples ?? [];
  const first = all.find((one) => one['action'] === action);
  if (first === undefined) throw new Error(`no example of ${name}.${action}`);
  return merge({ ...first, installation: { id: 42, node_id: 'x' } }, changes);
}

function merge(payload: Payload, changes: Payload): Payload {
  const merged: Payload = { ...payload };
  for (const [key, value] of Object.entries(changes)) {
    const old = merged[key];
    merged[key] = isObject(old) && isObject(value) ? merge(old, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
