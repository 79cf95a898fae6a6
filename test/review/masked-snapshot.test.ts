import { describe, expect, it } from 'vitest';
import { createMasks, maskSecrets } from '../../src/core/secrets/masks.ts';
import type { SearchMatch, SearchOptions, Snapshot } from '../../src/ports/repository.ts';
import { verifyEvidence } from '../../src/review/evidence.ts';
import { maskSnapshot } from '../../src/review/masked-snapshot.ts';
import { PEM, SAMPLES, TYPED } from '../core/secrets/samples.ts';

const TOKEN = SAMPLES['GitHub token'];

/** Files held in memory, searched by JavaScript's regular expressions. */
function snapshotOf(files: Record<string, string | Uint8Array>): Snapshot {
  const bytes = (path: string): Uint8Array | null => {
    const content = files[path];
    if (content === undefined) return null;
    return typeof content === 'string' ? Buffer.from(content) : content;
  };
  return {
    id: 'tree',
    read: (path) => Promise.resolve(bytes(path)),
    list: () =>
      Promise.resolve(Object.keys(files).map((path) => ({ path, mode: '100644', oid: path }))),
    attributes: () => Promise.resolve(new Map()),
    search(pattern: string, { limit, ignoreCase }: SearchOptions) {
      const matches: SearchMatch[] = Object.keys(files).flatMap((path) =>
        Buffer.from(bytes(path)!)
          .toString()
          .split('\n')
          .map((text, index) => ({ path, line: index + 1, text }))
          .filter(({ text }) => new RegExp(pattern, ignoreCase === true ? 'i' : '').test(text)),
      );
      return Promise.resolve({
        matches: matches.slice(0, limit),
        truncated: matches.length > limit,
      });
    },
  };
}

async function textOf(snapshot: Snapshot, path: string): Promise<string> {
  return Buffer.from((await snapshot.read(path))!).toString();
}

describe('reading', () => {
  it('gives the marks that the change has for the same values', async () => {
    const masks = createMasks();
    maskSecrets(`"${SAMPLES['Stripe key']}" "${TOKEN}"`, masks);
    const snapshot = maskSnapshot(snapshotOf({ 'a.ts': `const t = '${TOKEN}';\n` }), masks);
    expect(await textOf(snapshot, 'a.ts')).toBe("const t = '[masked: GitHub token 2]';\n");
  });

  it('holds quotes of masked rows against masked files', async () => {
    const file = `first\n${PEM.join('\n')}\nconst t = '${TOKEN}';\n`;
    const masks = createMasks();
    const { text } = maskSecrets(file, masks);
    const snapshot = maskSnapshot(snapshotOf({ 'a.ts': file }), masks);
    const read = async (path: string) => (await textOf(snapshot, path)).split('\n');
    const quote = text.split('\n').slice(2).join('\n');
    const evidence = { path: 'a.ts', side: 'RIGHT' as const, line: 3, quote, verified: false };
    expect(await verifyEvidence(evidence, read)).toEqual({ ...evidence, verified: true });
  });

  it('passes what is binary, has no secret, or is missing', async () => {
    const binary = Buffer.from(`\0${TOKEN}`);
    const clean = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff, 0x0a]);
    const snapshot = maskSnapshot(snapshotOf({ 'a.bin': binary, 'b.txt': clean }), createMasks());
    expect(await snapshot.read('a.bin')).toBe(binary);
    expect(await snapshot.read('b.txt')).toBe(clean);
    expect(await snapshot.read('c.txt')).toBeNull();
  });

  it('keeps the bytes around a secret in text that is no UTF-8, and a byte order mark', async () => {
    const latin = Buffer.from(`caf\xe9 "${TOKEN}"\r\n`, 'latin1');
    const marked = Buffer.from(`\ufeffé "${TOKEN}"`);
    const snapshot = maskSnapshot(snapshotOf({ 'a.txt': latin, 'b.txt': marked }), createMasks());
    expect(await snapshot.read('a.txt')).toEqual(
      Buffer.from('caf\xe9 "[masked: GitHub token]"\r\n', 'latin1'),
    );
    expect(await textOf(snapshot, 'b.txt')).toBe('\ufeffé "[masked: GitHub token]"');
  });
});

describe('searching', () => {
  const files = {
    'a.ts': `connect(host);\nconst password = '${TYPED}';\n`,
    'b.ts': `const password = ask();\n`,
  };
  const search = async (pattern: string, more: Partial<SearchOptions> = {}) => {
    const snapshot = maskSnapshot(snapshotOf(files), createMasks());
    const { matches, truncated } = await snapshot.search(pattern, { limit: 10, ...more });
    return [...matches.map(({ path, line, text }) => `${path}:${line}|${text}`), truncated];
  };

  it('gives masked lines for words that stand outside of the secret', async () => {
    expect(await search('password')).toEqual([
      "a.ts:2|const password = '[masked: password]';",
      'b.ts:1|const password = ask();',
      false,
    ]);
    expect(await search('nowhere|PASSWORD =', { ignoreCase: true, limit: 1 })).toEqual([
      "a.ts:2|const password = '[masked: password]';",
      true,
    ]);
  });

  it.each([
    TYPED.slice(0, 3),
    TYPED,
    `password = '${TYPED.slice(0, 3)}`,
    `password = '${TYPED.slice(0, 3)}.*`,
    `password = '[S-U]`,
    `'(${TYPED.slice(0, 3)}|no|const)`,
    `${TYPED.slice(0, 2)}\\|const`,
    'masked',
  ])('does not tell whether %s fits a secret', async (pattern) => {
    expect(await search(pattern)).toEqual([false]);
  });

  it('finds by any pattern what holds no secret', async () => {
    expect(await search('password = (ask|[S-U])')).toEqual([
      'b.ts:1|const password = ask();',
      false,
    ]);
  });

  it('does not tell by what a hidden line pushes out', async () => {
    expect(await search('host|ask|Tr0', { limit: 2 })).toEqual([
      'a.ts:1|connect(host);',
      'b.ts:1|const password = ask();',
      false,
    ]);
  });
});
