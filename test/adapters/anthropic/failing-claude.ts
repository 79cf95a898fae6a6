import { expect, onTestFinished } from 'vitest';
import { createAnthropicModel } from '../../../src/adapters/anthropic/model.ts';
import type { AnthropicOptions } from '../../../src/adapters/anthropic/options.ts';
import { type Model, ModelError, type ModelRequest } from '../../../src/ports/model.ts';
import type { Fault } from '../../support/claude/faults.ts';
import { type ClaudeStandIn, startClaude } from '../../support/claude/server.ts';

export const KEY = 'sk-ant-test-0123456789';

export const REQUEST: ModelRequest = {
  model: 'claude-opus-5-5',
  maxTokens: 1000,
  system: [],
  tools: [],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'What is wrong here?' }] }],
};

/** A stand-in that fails as told and then answers "Nothing is wrong here."; closed with the test. */
export async function failingClaude(
  faults: Fault[],
  options: Partial<AnthropicOptions> = {},
): Promise<{ claude: ClaudeStandIn; model: Model }> {
  const claude = await startClaude({
    apiKey: KEY,
    answer: () => ({ text: 'Nothing is wrong here.' }),
  });
  onTestFinished(() => claude.close());
  claude.faults.next(...faults);
  const model = createAnthropicModel({
    apiKey: KEY,
    baseURL: claude.url,
    retryDelayMs: 1,
    ...options,
  });
  return { claude, model };
}

/** The ModelError that a call ends with. */
export async function failure(promise: Promise<unknown>): Promise<ModelError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ModelError);
  return error as ModelError;
}
