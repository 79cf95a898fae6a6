import { afterEach, describe, expect, test } from 'vitest';
import { createAnthropicModel } from '../../../src/adapters/anthropic/model.ts';
import { UserError } from '../../../src/core/errors.ts';
import type { Model } from '../../../src/ports/model.ts';
import { MODELS } from '../../support/claude/models.ts';
import { type ClaudeStandIn, startClaude } from '../../support/claude/server.ts';

let claude: ClaudeStandIn;
afterEach(() => claude.close());

async function connect(models = MODELS): Promise<Model> {
  claude = await startClaude({ answer: () => ({ text: '' }), models });
  return createAnthropicModel({ apiKey: 'sk-ant-test', baseURL: claude.url });
}

const NONE = /^$/;

describe('with the list of the API', () => {
  test.each<[string | undefined, string, RegExp]>([
    [undefined, 'claude-opus-5-5', NONE],
    ['', 'claude-opus-5-5', NONE],
    ['inherit', 'claude-opus-5-5', /"inherit" names none; using claude-opus-5-5/],
    ['default', 'claude-opus-5-5', /"default" names none/],
    ['opus', 'claude-opus-5-5', NONE],
    ['Sonnet', 'claude-sonnet-5-5', NONE],
    [' haiku ', 'claude-haiku-5-5', NONE],
    ['fable', 'claude-fable-5-2', NONE],
    ['opus[1m]', 'claude-opus-5-5', NONE],
    ['claude-opus-5', 'claude-opus-5', NONE],
    ['claude-sonnet-4-5', 'claude-sonnet-4-5-20250929', /deprecated and ends on 2026-11-30/],
    ['claude-3-opus-20240229', 'claude-opus-5-5', /claude-3-opus-20240229 is retired/],
    ['claude-haiku-9', 'claude-haiku-5-5', /no model "claude-haiku-9"; using claude-haiku-5-5/],
    ['Claude Sonnet 4.5', 'claude-sonnet-5-5', /no model "Claude Sonnet 4.5"; using/],
    ['gpt-4', 'claude-opus-5-5', /no model "gpt-4"; using claude-opus-5-5/],
  ])('%j is %s', async (name, id, note) => {
    const model = await connect();
    const info = await model.resolve(name);
    expect(info.id).toBe(id);
    expect(info.contextTokens).toBe(id.includes('4-5') ? 200_000 : 1_000_000);
    expect(info.note ?? '').toMatch(note);
  });

  test('an active model goes before a newer one that is deprecated', async () => {
    const model = await connect(
      MODELS.map((known) =>
        known.id === 'claude-opus-5-5' ? { ...known, lifecycle: 'deprecated' as const } : known,
      ),
    );
    expect(await model.resolve('opus')).toMatchObject({ id: 'claude-opus-5' });
  });

  test('the list is fetched once', async () => {
    const model = await connect();
    await model.resolve('opus');
    await model.resolve('sonnet');
    expect(claude.requests.map((request) => request.path)).toEqual(['/v1/models']);
  });
});

describe('a model that a person chose', () => {
  /** At the API's own address, answered by the stand-in. */
  async function choose(chosen: string, models = MODELS): Promise<Model> {
    await connect(models);
    return createAnthropicModel({
      apiKey: 'sk-ant-test',
      chosen,
      fetch: (input, init) => {
        const { pathname, search } = new URL(input instanceof Request ? input.url : input);
        return fetch(`${claude.url}${pathname}${search}`, init);
      },
    });
  }

  test.each(['opus', 'claude-opus-5', 'claude-3-opus-20240229', 'inherit'])(
    '%s is taken as ever',
    async (name) => {
      const [chosen, wished] = [await (await choose(name)).resolve(name), await connect()];
      expect(chosen).toEqual(await wished.resolve(name));
    },
  );

  test.each(['gpt-9', 'opsu', 'claude-haiku-9', 'Claude Sonnet 4.5'])(
    '%s is there or is refused, with the names that there are',
    async (name) => {
      const model = await choose(name);
      await expect(model.resolve(name)).rejects.toThrow(UserError);
      await expect(model.resolve(name)).rejects.toThrow(/no model ".*": name opus, sonnet/);
      // What nobody chose is a wish as before.
      expect((await model.resolve('gpt-4')).id).toBe('claude-opus-5-5');
    },
  );

  test('is asked for as it is at a gateway, which has names of its own', async () => {
    await connect();
    const chosen = 'team/large';
    const model = createAnthropicModel({ apiKey: 'sk-ant-test', baseURL: claude.url, chosen });
    expect(await model.resolve(chosen)).toMatchObject({
      id: chosen,
      note: expect.stringContaining('asking for it as it is') as unknown,
    });
    const junk = { apiKey: 'sk-ant-test', baseURL: claude.url, chosen: 'no name' };
    await expect(createAnthropicModel(junk).resolve('no name')).rejects.toThrow(UserError);
  });
});

describe('without the list', () => {
  test.each<[string | undefined, string]>([
    ['haiku', 'claude-haiku-5-5'],
    ['claude-opus-5', 'claude-opus-5'],
    ['us.anthropic.claude-opus-5-v1:0', 'us.anthropic.claude-opus-5-v1:0'],
    ['Claude Sonnet 4.5', 'claude-sonnet-5-5'],
    ['gpt-4', 'claude-opus-5-5'],
  ])('%j is %s, and why is said', async (name, id) => {
    const model = await connect();
    claude.faults.next({ path: '/v1/models', status: 404 }, { path: '/v1/models', status: 404 });
    const info = await model.resolve(name);
    expect(info.id).toBe(id);
    expect(info.note).toMatch(/the list of models could not be read: .*404/);
  });

  test.each([
    ['broken', new Response('{"data": [', { headers: { 'content-type': 'application/json' } })],
    ['a page', new Response('<h1>Hi</h1>', { headers: { 'content-type': 'text/html' } })],
    ['of another form', Response.json({ data: [{ id: 'a', capabilities: { effort: 3 } }] })],
    ['empty', Response.json({ data: [] })],
  ])('a list that is %s is as good as none', async (_name, response) => {
    await connect();
    const model = createAnthropicModel({
      apiKey: 'sk-ant-test',
      baseURL: claude.url,
      fetch: () => Promise.resolve(response.clone()),
    });
    expect(await model.resolve('haiku')).toMatchObject({
      id: 'claude-haiku-5-5',
      note: expect.stringMatching(/^taking "haiku" as claude-haiku-5-5 \(.*list/) as unknown,
    });
  });

  test('a list of bare ids, as gateways have it, is enough', async () => {
    await connect();
    const ids = ['anthropic/claude-sonnet-5-5', 'anthropic/claude-opus-5-5', 'other/model'];
    const model = createAnthropicModel({
      apiKey: 'sk-ant-test',
      baseURL: claude.url,
      fetch: (input) =>
        Promise.resolve(
          String(input instanceof Request ? input.url : input).includes('/models?')
            ? Response.json({ data: ids.map((id) => ({ id })) })
            : Response.json({ error: { type: 'not_found_error' } }, { status: 404 }),
        ),
    });
    expect((await model.resolve('opus')).id).toBe('anthropic/claude-opus-5-5');
    expect((await model.resolve('other/model')).id).toBe('other/model');
    expect(await model.resolve('claude-sonnet-5-5')).toMatchObject({
      id: 'anthropic/claude-sonnet-5-5',
      note: expect.stringContaining('there is no model') as unknown,
    });
  });

  test('a server that is down does not stop it', async () => {
    const model = await connect();
    await claude.close();
    claude = await startClaude({ answer: () => ({ text: '' }) });
    expect(await model.resolve('sonnet')).toMatchObject({
      id: 'claude-sonnet-5-5',
      contextTokens: 1_000_000,
      note: expect.stringContaining('Could not reach') as string,
    });
  });
});
