import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/core/config/default-config.ts';
import { UserError } from '../../src/core/errors.ts';
import type { RepositoryFiles } from '../../src/review/agent-sources.ts';
import { loadConfig } from '../../src/review/load-config.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function reader(files: Record<string, Uint8Array>): RepositoryFiles {
  return {
    read: (path) => Promise.resolve(files[path] ?? null),
    list: () => Promise.resolve(Object.keys(files).map((path) => ({ path, mode: '100644' }))),
  };
}

describe('loadConfig', () => {
  it.each(['.github/backline.yml', '.github/backline.yaml'])('reads %s', async (path) => {
    const { config, source } = await loadConfig(reader({ [path]: encode('max_comments: 4') }));
    expect(config.maxComments).toBe(4);
    expect(source).toBe(path);
  });

  it('has defaults where there is none', async () => {
    expect(await loadConfig(reader({}))).toEqual({ config: defaultConfig(), source: null });
  });

  it('refuses two files, a wrong one by its own name, and what is not text', async () => {
    const both = {
      '.github/backline.yml': encode(''),
      '.github/backline.yaml': encode(''),
    };
    await expect(loadConfig(reader(both))).rejects.toThrow(/both there/);
    const wrong = loadConfig(reader({ '.github/backline.yaml': encode('a: 1') }));
    await expect(wrong).rejects.toThrow(/^\.github\/backline\.yaml:1: unknown key "a"/);
    const binary = loadConfig(reader({ '.github/backline.yml': Uint8Array.of(0xff) }));
    await expect(binary).rejects.toThrow(UserError);
  });
});
