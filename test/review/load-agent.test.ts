import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import type { AgentSources } from '../../src/review/agent-sources.ts';
import { listAgents } from '../../src/review/list-agents.ts';
import { loadAgent } from '../../src/review/load-agent.ts';

function agent(name: string, description = 'Checks.'): string {
  return `---\nname: ${name}\ndescription: ${description}\n---\nPrompt of ${name}.\n`;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Sources over texts by path; `named` is what a path on the command line can reach. */
function sources(
  repository: Record<string, string>,
  builtIn: Record<string, string> = {},
  named?: Record<string, string>,
): AgentSources {
  const read = (files: Record<string, string>, path: string): Promise<Uint8Array | null> => {
    const text = Object.hasOwn(files, path) ? files[path] : undefined;
    return Promise.resolve(text === undefined ? null : encode(text));
  };
  return {
    ...(named === undefined ? {} : { readFile: (path: string) => read(named, path) }),
    repository: {
      read: (path) => read(repository, path),
      list: () =>
        Promise.resolve(Object.keys(repository).map((path) => ({ path, mode: '100644' }))),
    },
    builtIn: (name) => read(builtIn, name),
    listBuiltIn: () => Promise.resolve(Object.keys(builtIn)),
  };
}

async function failure(nameOrPath: string, from: AgentSources): Promise<string> {
  try {
    await loadAgent(nameOrPath, from);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('an agent was found');
}

describe('loadAgent', () => {
  const ours = { expert: agent('expert', 'Ours.'), verifier: agent('verifier') };

  it("takes the repository's agent before ours, and ours when it has none", async () => {
    const theirs = { '.claude/agents/expert.md': agent('expert', 'Theirs.') };
    const found = await loadAgent('expert', sources(theirs, ours));
    expect(found.source).toBe('.claude/agents/expert.md');
    expect(found.definition).toMatchObject({ name: 'expert', description: 'Theirs.' });
    const builtIn = await loadAgent('expert', sources({}, ours));
    expect(builtIn.source).toBe('built in');
    expect(builtIn.definition).toMatchObject({ description: 'Ours.' });
  });

  it.each([
    ['a file of that name in a folder below', { '.claude/agents/db/expert.md': agent('other') }],
    ['a file whose front matter has that name', { '.claude/agents/x/y.md': agent('expert') }],
  ])('finds %s', async (_, files) => {
    const { source } = await loadAgent('expert', sources(files, ours));
    expect(source).toBe(Object.keys(files)[0]);
  });

  it('prefers the file directly in the folder, and looks nowhere else', async () => {
    const files = {
      '.claude/agents/a/expert.md': agent('nested'),
      '.claude/agents/expert.md': agent('direct'),
      '.claude/expert.md': agent('elsewhere'),
      'expert.md': agent('root'),
    };
    expect((await loadAgent('expert', sources(files))).definition.name).toBe('direct');
    expect(await failure('elsewhere', sources(files))).toContain('Known: nested, direct.');
  });

  it('does not replace a broken agent by ours, but ignores other broken files', async () => {
    const broken = { '.claude/agents/expert.md': 'no front matter' };
    expect(await failure('expert', sources(broken, ours))).toMatch(
      /^\.claude\/agents\/expert\.md: /,
    );
    expect((await loadAgent('verifier', sources(broken, ours))).source).toBe('built in');
  });

  it.each(['./my/agent.md', 'my/agent', 'my\\agent', 'agent.md'])(
    'takes %s for a path of the command line',
    async (path) => {
      const from = sources({ [path]: agent('repository') }, ours, { [path]: agent('named') });
      expect(await loadAgent(path, from)).toMatchObject({
        source: path,
        definition: { name: 'named' },
      });
      expect(await failure(path, sources({}, ours, {}))).toContain(`no agent file ${path}`);
    },
  );

  it('reads a path inside the repository where the command line has no say', async () => {
    const from = sources({ 'docs/agent.md': agent('docs') });
    expect((await loadAgent('./docs/agent.md', from)).definition.name).toBe('docs');
    expect(await failure('/etc/agent.md', from)).toContain('in the repository');
  });

  it.each([
    ['finding-verifier', 'verifier'],
    ['eval-judge', 'judge'],
  ])("refuses our %s as the reviewer, but not a repository's of that name", async (name, role) => {
    const from = sources({}, { ...ours, [name]: agent(name) });
    expect(await failure(name, from)).toBe(
      `${name} is no reviewer but the ${role}, which Backline calls by itself. Known: expert, verifier.`,
    );
    expect(await failure(`${name}s`, from)).toMatch(
      /^there is no agent .*Known: expert, verifier\.$/,
    );
    const theirs = { [`.claude/agents/${name}.md`]: agent(name, 'Theirs.') };
    expect((await loadAgent(name, sources(theirs, ours))).definition.description).toBe('Theirs.');
  });

  it('tells an unknown name what is known and what is nearest', async () => {
    const from = sources({ '.claude/agents/a.md': agent('payments') }, ours);
    expect(await failure('exprt', from)).toBe(
      'there is no agent "exprt". The nearest is "expert". Known: payments, expert, verifier.',
    );
    expect(await failure('x', sources({}))).toBe('there is no agent "x". Known: none.');
    expect(await failure('__proto__', sources({}, ours))).toContain('there is no agent');
  });
});

describe('listAgents', () => {
  it('lists the repository, broken files too, then ours that are not shadowed', async () => {
    const listed = await listAgents(
      sources(
        {
          '.claude/agents/z.md': agent('expert'),
          '.claude/agents/b.md': '---js\nthrow 1\n---\n',
          '.claude/agents/notes.txt': 'x',
        },
        { expert: agent('expert'), verifier: agent('verifier') },
      ),
    );
    expect(listed).toMatchObject([
      { source: '.claude/agents/b.md', error: expect.stringContaining('never run') as string },
      { source: '.claude/agents/z.md', definition: { name: 'expert' } },
      { source: 'built in', definition: { name: 'verifier' } },
    ]);
  });

  it('marks our roles, which no agent of a repository replaces', async () => {
    const name = 'finding-verifier';
    const theirs = { [`.claude/agents/${name}.md`]: agent(name) };
    expect(await listAgents(sources(theirs, { [name]: agent(name) }))).toEqual([
      expect.not.objectContaining({ role: 'verifier' }),
      expect.objectContaining({ source: 'built in', role: 'verifier' }),
    ]);
  });
});
