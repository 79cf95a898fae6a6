import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/core/config/default-config.ts';
import { parseConfig } from '../../../src/core/config/parse-config.ts';
import { UserError } from '../../../src/core/errors.ts';
import { configCommand } from '../../../src/entrypoints/cli/config-command.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-config-'));
  await mkdir(join(folder, '.git'));
  await mkdir(join(folder, '.github'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Runs from a folder below the root. */
async function run(...args: string[]): Promise<string> {
  const stdout = new PassThrough();
  const command = configCommand({
    cwd: join(folder, '.github'),
    stdin: new PassThrough(),
    stdout,
    stderr: new PassThrough(),
    env: {},
    signal: new AbortController().signal,
    exitCode: 0,
  });
  await command.parseAsync(args, { from: 'user' });
  return ((stdout.read() ?? '') as Buffer).toString();
}

const write = (text: string): Promise<void> =>
  writeFile(join(folder, '.github/backline.yml'), text);

describe('backline config', () => {
  it('check says ok, or that the defaults hold', async () => {
    expect(await run('check')).toBe('no .github/backline.yml: the defaults hold\n');
    await write('max_comments: 3\n');
    expect(await run('check')).toBe('ok  .github/backline.yml\n');
  });

  it('check refuses an agent that nobody has, with the nearest', async () => {
    await write('agent: backend-developer-expret\n');
    await expect(run('check')).rejects.toThrow(/no agent .*backend-developer-expert/);
  });

  it('check and print refuse a wrong file with its line', async () => {
    await write('\nmax_coments: 3\n');
    for (const args of ['check', 'print']) {
      const failed = run(args);
      await expect(failed).rejects.toBeInstanceOf(UserError);
      await expect(failed).rejects.toThrow(/^\.github\/backline\.yml:2: unknown key "max_coments"/);
    }
  });

  it('print gives a file that says all that holds', async () => {
    expect(parseConfig(await run('print'), 'printed')).toEqual(defaultConfig());
    await write('max_comments: 3\nroles: { verifier: { model: haiku } }\n');
    const printed = await run('print');
    expect(printed).toMatch(/^# \.github\/backline\.yml\n/);
    expect(parseConfig(printed, 'printed')).toEqual({
      ...defaultConfig(),
      maxComments: 3,
      roles: { verifier: { model: 'haiku' } },
    });
  });
});
