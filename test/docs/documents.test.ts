import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { beforeAll, expect, test } from 'vitest';
import { configJsonSchema } from '../../src/core/config/schema.ts';
import { EXIT, type CliIo } from '../../src/entrypoints/io.ts';
import { createProgram } from '../../src/entrypoints/program.ts';
import { readPages, ROOT, shellLines, type Page } from './documents.ts';

let pages: Page[];
beforeAll(async () => {
  pages = await readPages();
});

/** Those of the paths, from the root, that lead nowhere. */
async function missing(paths: Iterable<string>): Promise<string[]> {
  const checked = [...new Set(paths)].map((path) =>
    access(join(ROOT, path)).then(
      () => [],
      () => [path],
    ),
  );
  return (await Promise.all(checked)).flat();
}

test('every link inside the project leads somewhere', async () => {
  const links = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to]) => join(dirname(path), to!)),
  );
  expect(links.length).toBeGreaterThan(5);
  expect(await missing(links)).toEqual([]);
});

test('every source file that a page names is there', async () => {
  const folders = ['src', 'test', 'scripts', 'demo', 'drill'];
  const trees = await Promise.all(
    folders.map((folder) => readdir(join(ROOT, folder), { recursive: true })),
  );
  const files = trees.flatMap((names, at) => names.map((name) => `/${folders[at]}/${name}`));
  const named = pages.flatMap(({ text }) =>
    [...text.matchAll(/`([\w./-]+\.ts)`/g)].map(([, path]) => path!),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !files.some((file) => file.endsWith(`/${path}`)))).toEqual([]);
});

test('every agent text of the package is explained', async () => {
  const page = pages.find(({ path }) => path === 'docs/agents.md')!;
  const listed = [...page.text.matchAll(/^\| `([\w-]+\.md)`/gm)].map(([, name]) => name!);
  expect(listed.sort()).toEqual((await readdir(join(ROOT, 'agents'))).sort());
});

test('every command that a page shows has that name and those options', () => {
  const program = createProgram({ env: {} } as CliIo);
  const wrong = pages.flatMap((page) =>
    shellLines(page).flatMap((line) => {
      const args = /(?:^|\|\s*|npx )backline (.*)$/.exec(line)?.[1]?.split(/\s+/);
      return args === undefined ? [] : problemsOf(program, args).map((why) => `${line}: ${why}`);
    }),
  );
  expect(wrong).toEqual([]);
});

/** What is wrong with a command line, by the names of commands and options alone. */
function problemsOf(program: Command, args: string[]): string[] {
  let command = program;
  while (command.commands.length > 0) {
    const name = args.shift();
    const next = command.commands.find((each) => each.name() === name);
    if (next === undefined) return [`no command ${name}`];
    command = next;
  }
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end))
    .filter((arg) => arg.startsWith('--'))
    .filter((arg) => arg !== '--help' && !command.options.some(({ long }) => long === arg))
    .map((arg) => `no option ${arg}`);
}

test('every npm script that a page names exists', async () => {
  const manifest: unknown = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const { scripts } = manifest as { scripts: Record<string, string> };
  const named = pages.flatMap(({ text }) =>
    [...text.matchAll(/\bnpm run (\w[\w:-]*)/g)].map(([, name]) => name!),
  );
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...new Set(named)]));
});

test('docs/cli.md has every option and every exit code', () => {
  const { text } = pages.find(({ path }) => path === 'docs/cli.md')!;
  const program = createProgram({ env: {} } as CliIo);
  const options = ['review', 'diff', 'pr', 'ask'].flatMap((name) =>
    program.commands.find((each) => each.name() === name)!.options.map(({ long }) => long!),
  );
  expect(options.filter((long) => !text.includes(`\`${long}`))).toEqual([]);
  const codes = [...text.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(EXIT));
});

test('docs/configuration.md has every key with its default', () => {
  const { text } = pages.find(({ path }) => path === 'docs/configuration.md')!;
  const rows = new Map(
    [...text.matchAll(/^\| `([\w.]+)` +\| (.*?) +\|/gm)].map(([, key, value]) => [key!, value!]),
  );
  for (const [key, value] of defaultsOf(configJsonSchema())) {
    const shown = rows.get(key);
    expect({ key, shown }).toEqual({ key, shown: expect.any(String) });
    const code = /^`(.*)`$/.exec(shown!)?.[1] ?? shown;
    const wanted = typeof value === 'string' ? value : JSON.stringify(value);
    expect({ key, code: value === undefined ? undefined : code }).toEqual({ key, code: wanted });
  }
});

interface Schema {
  properties?: Record<string, Schema>;
  default?: unknown;
}

/** Keys with their defaults, groups opened; a role is one key. */
function defaultsOf(schema: Schema, prefix = ''): [key: string, value: unknown][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const key = `${prefix}${name}`;
    if (inner.properties === undefined || prefix === 'roles.') return [[key, inner.default]];
    return defaultsOf(inner, `${key}.`);
  });
}
