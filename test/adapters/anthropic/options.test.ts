import { describe, expect, test } from 'vitest';
import { createAnthropicModel } from '../../../src/adapters/anthropic/model.ts';
import { anthropicOptionsFromEnvironment } from '../../../src/adapters/anthropic/options.ts';
import { priceTable } from '../../../src/adapters/anthropic/prices.ts';
import { UserError } from '../../../src/core/errors.ts';

describe('the environment', () => {
  test('without a key is answered in one line that names the way out', () => {
    for (const env of [{}, { ANTHROPIC_API_KEY: ' ' }]) {
      expect(() => anthropicOptionsFromEnvironment(env)).toThrow(UserError);
      expect(() => anthropicOptionsFromEnvironment(env)).toThrow(
        /^[^\n]*ANTHROPIC_API_KEY[^\n]*--replay[^\n]*$/,
      );
    }
  });

  test('gives key, address and headers', () => {
    expect(
      anthropicOptionsFromEnvironment({
        ANTHROPIC_API_KEY: 'sk-ant-1',
        ANTHROPIC_AUTH_TOKEN: 'token',
        ANTHROPIC_BASE_URL: 'https://gateway.example.com/claude/v1/',
        ANTHROPIC_CUSTOM_HEADERS: 'X-Team: backend\r\n\n X-Note : a:b\nX-Empty:\n',
      }),
    ).toEqual({
      apiKey: 'sk-ant-1',
      baseURL: 'https://gateway.example.com/claude',
      headers: { 'X-Team': 'backend', 'X-Note': 'a:b', 'X-Empty': '' },
    });
    expect(anthropicOptionsFromEnvironment({ ANTHROPIC_AUTH_TOKEN: 'token' })).toEqual({
      authToken: 'token',
    });
  });

  test('with an address that is none is refused without repeating it', () => {
    const env = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'user:secret@host' };
    expect(() => anthropicOptionsFromEnvironment(env)).toThrow(/ANTHROPIC_BASE_URL is no http/);
    expect(() => anthropicOptionsFromEnvironment(env)).not.toThrow(/secret/);
    env.ANTHROPIC_BASE_URL = 'https://user:secret@host.example';
    expect(() => anthropicOptionsFromEnvironment(env)).toThrow(/CUSTOM_HEADERS/);
    expect(() => anthropicOptionsFromEnvironment(env)).not.toThrow(/secret/);
  });
});

test('a key or header that can not be sent is refused without showing it', () => {
  for (const options of [
    { apiKey: 'sk-ant-“quoted”' },
    { authToken: 'token\nsecond' },
    { apiKey: 'k', headers: { 'X-Team': 'sk-ant-\u2014' } },
  ]) {
    expect(() => createAnthropicModel(options)).toThrow(UserError);
    expect(() => createAnthropicModel(options)).toThrow(/can't be sent/);
    expect(() => createAnthropicModel(options)).not.toThrow(/sk-ant|second/);
  }
});

describe('a price', () => {
  const price = priceTable();

  test('depends on the length of the prompt where the vendor says so', () => {
    expect(price('claude-haiku-5-5', 100_000)).toMatchObject({ input: 0.1, output: 0.5 });
    expect(price('claude-haiku-5-5', 100_001)).toMatchObject({ input: 0.5, output: 2.5 });
  });

  test('holds for dated ids and behind a gateway', () => {
    const expected = { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5 };
    for (const id of [
      'claude-opus-5-5',
      'claude-opus-5-5-20260901',
      'anthropic/claude-opus-5-5',
      'us.anthropic.claude-opus-5-5',
    ]) {
      expect(price(id, 1)).toEqual(expected);
    }
  });

  test('that is unknown is null, not a guess', () => {
    expect(price('claude-fable-5-2', 1)).toBeNull();
    expect(price('claude-opus-5', 1)).toBeNull();
  });

  test('of the user wins over ours', () => {
    const own = priceTable({
      'claude-opus-5-5': { input: 8, output: 40 },
      'claude-fable-5-2': { input: 1, output: 2, cacheRead: 0.5, cacheWrite: 3 },
    });
    expect(own('claude-opus-5-5', 1)).toEqual({
      input: 8,
      output: 40,
      cacheRead: 0.8,
      cacheWrite: 10,
    });
    expect(own('claude-fable-5-2', 1)).toEqual({
      input: 1,
      output: 2,
      cacheRead: 0.5,
      cacheWrite: 3,
    });
    expect(own('claude-sonnet-5-5', 1)).toMatchObject({ input: 2 });
  });
});
