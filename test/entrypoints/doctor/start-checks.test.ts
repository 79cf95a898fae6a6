import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAnthropicModel } from '../../../src/adapters/anthropic/model.ts';
import type { AppLog } from '../../../src/entrypoints/app/services.ts';
import { checkStart } from '../../../src/entrypoints/doctor/start-checks.ts';
import { startClaude, type ClaudeStandIn } from '../../support/claude/server.ts';

let claude: ClaudeStandIn;
let cwd: string;
let warned: string[];
let env: Record<string, string | undefined>;

beforeEach(async () => {
  claude = await startClaude({ answer: () => ({ text: '' }), apiKey: 'sk-right-0123456789' });
  cwd = await mkdtemp(join(tmpdir(), 'backline-start-'));
  warned = [];
  env = { PATH: process.env['PATH'] };
});
afterEach(async () => {
  await claude.close();
  await rm(cwd, { recursive: true, force: true });
});

function check(apiKey = 'sk-right-0123456789', baseURL = claude.url): Promise<void> {
  const nothing = (): void => undefined;
  const warn = (_: object, message: string): void => void warned.push(message);
  const log: AppLog = { debug: nothing, info: nothing, warn, error: nothing };
  const model = createAnthropicModel({ apiKey, baseURL, maxRetries: 0 });
  return checkStart({ env, log }, cwd, model);
}

it('finds nothing where all is well', async () => {
  await check();
  expect(warned.filter((line) => !/GB free|the disk has only/.test(line))).toEqual([]);
});

it('refuses to start with a key that is refused', async () => {
  await expect(check('sk-wrong-0123456789')).rejects.toMatchObject({ name: 'UserError' });
});

it('starts while the API can not be reached, and says so', async () => {
  await check(undefined, 'http://127.0.0.1:9');
  expect(warned.join('\n')).toContain('http://127.0.0.1:9');
});

it('refuses to start without git', async () => {
  env['PATH'] = cwd;
  await expect(check()).rejects.toThrow(/^git: there is no git program: install git/);
});

it('refuses to start where nothing can be kept', async () => {
  await writeFile(join(cwd, 'file'), '');
  env['BACKLINE_DATA'] = 'file/data';
  await expect(check()).rejects.toThrow(/^data folder: .*file is no folder: set BACKLINE_DATA/);
});

it('refuses to start with a size for the repositories that is none', async () => {
  env['BACKLINE_CACHE_MB'] = 'much';
  await expect(check()).rejects.toThrow(/^repositories: BACKLINE_CACHE_MB must be a number/);
});
