import { describe, expect, it } from 'vitest';
import { DEFAULT_CHOOSING } from '../../src/core/finding/rank.ts';
import { parseAgentFile } from '../../src/core/agent/parse-agent-file.ts';
import { maskInput } from '../../src/review/masked-input.ts';
import type { ReviewInput } from '../../src/review/review-input.ts';
import { changedFile } from '../core/finding/changed-file.ts';
import { SAMPLES } from '../core/secrets/samples.ts';

const TOKEN = SAMPLES['GitHub token'];
const STRIPE = SAMPLES['Stripe key'];
const bytes = (text: string): Promise<Uint8Array> => Promise.resolve(Buffer.from(text));

function snapshot(text: string): ReviewInput['head'] {
  return {
    id: 'tree',
    read: () => bytes(text),
    list: () => Promise.resolve([]),
    attributes: () => Promise.resolve(new Map()),
    search: () => Promise.resolve({ matches: [], truncated: false }),
  };
}

const input: ReviewInput = {
  change: {
    base: 'b',
    mergeBase: 'b',
    head: 'h',
    files: [changedFile('a.ts', { old: 1, new: 1, rows: [`+t = '${TOKEN}'`] })],
  },
  head: snapshot(`t = '${TOKEN}'`),
  base: snapshot(`t = '${STRIPE}'`),
  selections: new Map(),
  description: { title: `Use ${TOKEN}`, body: `instead of ${STRIPE}` },
  agent: {
    definition: parseAgentFile('---\nname: a\ndescription: b\n---\nBody', 'a.md'),
    source: 'built in',
  },
  settings: {
    model: null,
    effort: null,
    fallbackModels: [],
    roles: {},
    language: null,
    instructions: [{ files: [], text: `Call it with ${TOKEN}` }],
    guidelines: [],
    choosing: DEFAULT_CHOOSING,
    maxCostUsd: null,
  },
  readTrusted: (path) => (path === 'none' ? Promise.resolve(null) : bytes(`Log in with ${TOKEN}`)),
};

describe('maskInput', () => {
  it('masks every text that a review reads, with one mark for one value', async () => {
    const { input: masked, found } = maskInput(input);
    const read = async (from: Promise<Uint8Array | null> | undefined) =>
      Buffer.from((await from)!).toString();
    expect([
      masked.change.files[0]!.hunks[0]!.lines[0]!.text,
      await read(masked.head?.read('a.ts')),
      await read(masked.base?.read('a.ts')),
      masked.description?.title,
      masked.description?.body,
      masked.settings.instructions[0]!.text,
      await read(masked.readTrusted('CLAUDE.md')),
    ]).toEqual([
      "t = '[masked: GitHub token 1]'",
      "t = '[masked: GitHub token 1]'",
      "t = '[masked: Stripe key]'",
      'Use [masked: GitHub token 1]',
      'instead of [masked: Stripe key]',
      'Call it with [masked: GitHub token 1]',
      'Log in with [masked: GitHub token 1]',
    ]);
    expect(await masked.readTrusted('none')).toBeNull();
    expect(found).toHaveLength(1);
  });

  it('works on a bare patch', () => {
    const { input: masked } = maskInput({ ...input, head: null, base: null, description: null });
    expect([masked.head, masked.base, masked.description]).toEqual([null, null, null]);
  });
});
