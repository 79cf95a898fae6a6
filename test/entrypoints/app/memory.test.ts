import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WireRequest } from '../../support/claude/wire.ts';
import { FLAWS, REPO, startFlawedShop, type FlawedShop } from '../../support/flawed-shop.ts';
import { cleanGitEnvironment } from '../../support/git-repository.ts';
import { runCli } from '../../support/run-cli.ts';

const run = promisify(execFile);
const FILE = '.github/backline-memory.md';

let shop: FlawedShop;
let folder: string;
beforeAll(async () => {
  shop = await startFlawedShop({ checkContract: true });
  folder = await mkdtemp(join(tmpdir(), 'backline-app-memory-'));
});
afterAll(async () => {
  await shop.running.stop();
  await rm(folder, { recursive: true, force: true });
});

function systemOf(body: WireRequest | undefined): string {
  const blocks: unknown = body?.system;
  return Array.isArray(blocks) ? blocks.map(({ text }: { text: string }) => text).join('\n') : '';
}

/** What the models were told of the memory since the n-th request. */
function memoriesSince(count: number): (string | undefined)[] {
  return shop.running.claude.requests.slice(count).flatMap(({ path, body }) => {
    if (path !== '/v1/messages') return [];
    return [/<memory>\n([^]*?)<\/memory>/.exec(systemOf(body))?.[1]];
  });
}

it('what somebody dismissed is learned, committed, and told at the next review from its base', async () => {
  const { github, claude, log } = shop.running;
  const first = await shop.open();
  expect(new Set(memoriesSince(0))).toEqual(new Set([undefined]));
  const { comments } = await github.pull(REPO, first.number);
  const { title } = FLAWS['A']!;
  const id = /\/explain ([0-9a-z]{5})/.exec(
    comments.find(({ body }) => body.includes(title))!.body,
  )![1]!;
  await first.after(() =>
    github.comment(REPO, first.number, 'kim', `/dismiss ${id} ids come from our own tables`),
  );

  const learned = await runCli(['learn', REPO, '--app', 'backline'], {
    cwd: folder,
    env: {
      GITHUB_TOKEN: github.createToken('dev'),
      GITHUB_SERVER_URL: github.origin,
      GITHUB_API_URL: github.apiUrl,
      GH_HOST: new URL(github.origin).host,
    },
  });
  expect(learned.code).toBe(0);
  await writeFile(join(folder, 'learn.patch'), learned.stdout);
  await run('git', ['apply', 'learn.patch'], { cwd: folder, env: cleanGitEnvironment() });
  const file = await readFile(join(folder, FILE), 'utf8');
  expect(file).toContain(
    `reliability: \`${title}\`; because \`ids come from our own tables\`; dismissed by \`kim\` in [#${first.number}](`,
  );

  await github.push(REPO, { branch: 'main', files: { [FILE]: `${file}- unreadable\n` } });
  const before = claude.requests.length;
  const second = await shop.open();
  const told = memoriesSince(before);
  expect(told.length).toBeGreaterThan(1);
  const line = `- ${first.path}, reliability: ${title} (reason: ids come from our own tables)`;
  for (const each of told) expect(each).toContain(line);
  expect(log()).toContain("can't be read and is not followed");

  // A head that wipes the file is reviewed by the base's.
  const later = claude.requests.length;
  await second.push({
    [FILE]: null,
    [second.path]: 'export const rest = () => db.none("truncate orders");\n',
  });
  expect(memoriesSince(later)).toContainEqual(expect.stringContaining(line));
  expect(github.violations).toEqual([]);
});
