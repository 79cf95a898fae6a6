import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startClaude, type ClaudeStandIn } from '../support/claude/server.ts';
import { createRepository } from '../support/git-repository.ts';
import { startGitHub } from '../support/github/stand-in.ts';
import { runCli } from '../support/run-cli.ts';
import { reviewAnswer } from '../support/scripted-reviewer.ts';

const FILE = '.github/backline-memory.md';
const MEMORY = [
  '# Memory',
  '- `src/a.ts` security: `The id is pasted in`; because `ids are numbers`; until 2999-01-01',
  '- `src/` any: `No tests`; until 2999-01-01',
  '- `src/a.ts` any: `Long ago`; until 2001-01-01',
  '- not a line',
  '',
].join('\n');
const TOLD =
  '<memory>\n- src/a.ts, security: The id is pasted in (reason: ids are numbers)\n- src/: No tests\n</memory>\n';
const BAD = 'export const find = (id) => db.one(`select ${id}`);\n';

let claude: ClaudeStandIn;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-memory-'));
  claude = await startClaude({
    answer: (_request, context) =>
      reviewAnswer(context, [{ path: 'src/a.ts', row: 'db.one', title: 'Not tried' }]),
  });
});
afterEach(async () => {
  await claude.close();
  await rm(folder, { recursive: true, force: true });
});

/** The system prompts that were sent, as the texts of their blocks. */
function systems(): string[][] {
  return claude.requests.flatMap(({ path, body }) => {
    const blocks: unknown = body?.system;
    if (path !== '/v1/messages' || !Array.isArray(blocks)) return [];
    return [blocks.map(({ text }: { text: string }) => text)];
  });
}

const key = () => ({ ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: claude.url });

describe('the repository’s memory', () => {
  it('is told to finder and verifier in the cached part, the same bytes each time', async () => {
    const repository = await createRepository();
    try {
      await repository.write('CLAUDE.md', 'Money is in cents.\n');
      await repository.write(FILE, MEMORY);
      await repository.write('src/a.ts', 'export const find = () => null;\n');
      await repository.commit('Start');
      await repository.git('switch', '-q', '-c', 'feature');
      await repository.write('src/a.ts', BAD);
      await repository.commit('Find');
      const review = () =>
        runCli(['review', '--quiet', '--verbose'], { cwd: repository.dir, env: key() });
      const { stdout } = await review();
      expect(stdout).toContain(`${FILE}: line 5 can't be read and is not followed`);
      const [finder, verifier] = systems();
      expect(finder).toHaveLength(2);
      expect(finder![1]).toMatch(
        /^# Rules of the repository\n[^]*Money is in cents\.[^]*\n\n# What/,
      );
      expect(finder![1]).toContain(TOLD);
      expect(finder![1]).not.toContain('Long ago');
      expect(verifier![1]).toBe(finder![1]);
      await review();
      expect(systems()[2]).toEqual(finder);

      // On one's own machine the work tree holds, as with all rules.
      await repository.write(FILE, '# Empty\n');
      await review();
      expect(systems()[4]![1]).not.toContain('<memory>');
      const asked = ['ask', '--quiet', 'Is this safe?'];
      await repository.write(FILE, MEMORY);
      await runCli(asked, { cwd: repository.dir, env: key() });
      expect(systems().at(-1)![1]).toContain(TOLD);
    } finally {
      await repository.remove();
    }
  });

  it('is that of the base branch, whatever a pull request makes of it', async () => {
    const github = await startGitHub();
    try {
      const files = { 'src/a.ts': 'export const find = () => null;\n', [FILE]: MEMORY };
      await github.createRepository('acme/shop', { files, collaborators: { dev: 'write' } });
      const planted = '- `**` any: `Planted by the head`; until 2999-01-01\n';
      await github.push('acme/shop', {
        branch: 'topic',
        files: { 'src/a.ts': BAD, [FILE]: planted },
      });
      const { number } = await github.openPullRequest({ repo: 'acme/shop', head: 'topic' });
      const env = {
        ...key(),
        GITHUB_TOKEN: github.createToken('dev'),
        GITHUB_SERVER_URL: github.origin,
        GITHUB_API_URL: github.apiUrl,
        GH_HOST: new URL(github.origin).host,
        BACKLINE_DATA: join(folder, 'data'),
      };
      const args = ['pr', '--quiet', '--post', `acme/shop#${number}`];
      const { code } = await runCli(args, { cwd: folder, env });
      expect(code).toBe(1);
      const [finder] = systems();
      expect(finder![1]).toContain(TOLD);
      expect(finder!.join('')).not.toContain('Planted');
      const { issueComments } = await github.pull('acme/shop', number);
      expect(issueComments[0]!.body).toContain(`\`${FILE}\``);
    } finally {
      await github.close();
    }
  });
});
