import { describe, expect, it } from 'vitest';
import { offlineModel } from '../../src/adapters/anthropic/offline.ts';
import { UserError } from '../../src/core/errors.ts';
import { parseOperator } from '../../src/core/operator/parse-operator.ts';
import type { ModelInfo } from '../../src/ports/model.ts';
import { allowedModels } from '../../src/review/allowed-models.ts';

async function resolve(file: string, name: string | undefined): Promise<ModelInfo> {
  const operator = parseOperator(file, 'operator.yml');
  return allowedModels(offlineModel(operator), operator).resolve(name);
}

const MODELS = "allow: { models: [sonnet, 'claude-haiku-*'] }";

describe('models that the operator allows', () => {
  it.each([
    ['sonnet', 'claude-sonnet-5-5'],
    ['claude-sonnet-5-5', 'claude-sonnet-5-5'],
    ['haiku', 'claude-haiku-5-5'],
    ['claude-haiku-5-5', 'claude-haiku-5-5'],
  ])('%s is taken as it is', async (name, id) => {
    const info = await resolve(MODELS, name);
    expect(info.id).toBe(id);
    expect(info.note ?? '').not.toContain('operator');
  });

  it.each(['opus', 'claude-opus-5-5', 'inherit', undefined, 'sonet'])(
    '%s becomes the first of them, with a note',
    async (name) => {
      expect(await resolve(MODELS, name)).toMatchObject({
        id: 'claude-sonnet-5-5',
        note: 'the operator does not allow claude-opus-5-5; using claude-sonnet-5-5',
      });
    },
  );

  it('are all of them when none is named', async () => {
    expect((await resolve('', 'fable')).id).toBe('claude-fable-5-2');
  });
});

describe("under an operator's budget", () => {
  const BUDGET = 'budget: { per_day_usd: 5 }';

  it('a model without a price is no way around it', async () => {
    expect(await resolve(BUDGET, 'fable')).toMatchObject({
      id: 'claude-opus-5-5',
      note: "claude-fable-5-2 has no known price, which the operator's budget needs; using claude-opus-5-5",
    });
  });

  it('a price in the file makes it one that may be chosen', async () => {
    const file = `${BUDGET}\nprices: { claude-fable-5-2: { input: 1, output: 5 } }`;
    expect((await resolve(file, 'fable')).id).toBe('claude-fable-5-2');
  });

  it("the operator's own model has to have one", async () => {
    const resolved = resolve(`${BUDGET}\nallow: { models: [fable] }`, 'opus');
    await expect(resolved).rejects.toThrow(UserError);
    await expect(resolved).rejects.toThrow('the price of claude-fable-5-2 is not known');
  });
});
