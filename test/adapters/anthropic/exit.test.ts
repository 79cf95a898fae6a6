import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const SCRIPT = `
import { createAnthropicModel } from './src/adapters/anthropic/model.ts';
import { startClaude } from './test/support/claude/server.ts';
const claude = await startClaude({ answer: () => ({ text: 'Never said in full.' }) });
claude.faults.next({ hangAfter: 4 });
const model = createAnthropicModel({ apiKey: 'sk-ant-test', baseURL: claude.url });
const stop = new AbortController();
await model.send(
  { model: 'claude-opus-5-5', maxTokens: 10, system: [], tools: [],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] },
  { signal: stop.signal, onProgress: () => stop.abort(new Error('interrupted')) },
).catch((error) => console.log(error.message));
await claude.close();
`;

test('after an abort within an answer nothing keeps the process alive or writes to stdout', async () => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', SCRIPT],
    { timeout: 10_000, env: { ...process.env, ANTHROPIC_LOG: 'debug' } },
  );
  expect(stdout).toBe('interrupted\n');
  expect(stderr).toBe('');
});
