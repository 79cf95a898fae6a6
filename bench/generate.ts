import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { devNull } from 'node:os';

/** A generated file: its lines before and after the change; null where it does not exist. */
export interface GeneratedFile {
  path: string;
  before: string[] | null;
  after: string[] | null;
}

/** Numbers from 0 to below 1, the same ones for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NOUNS = ['order', 'account', 'invoice', 'session', 'tenant', 'payment', 'ledger', 'quota'];
const VERBS = ['load', 'store', 'check', 'merge', 'expire', 'renew', 'count', 'publish'];

/** Lines that look like a service's source: blank ones, braces, calls, conditions, comments. */
export function writeLines(count: number, random: () => number): string[] {
  const pick = (words: string[]): string => words[Math.floor(random() * words.length)] ?? '';
  return Array.from({ length: count }, (_, index) => {
    const indent = '  '.repeat(1 + Math.floor(random() * 3));
    const [noun, verb, kind] = [pick(NOUNS), pick(VERBS), random()];
    if (kind < 0.08) return '';
    if (kind < 0.2) return `${indent}}`;
    if (kind < 0.3)
      return `${indent}// The ${noun} is held while we ${verb} it, see line ${index}.`;
    if (kind < 0.5) return `${indent}if (${noun}.${verb}edAt > limit + ${index}) return null;`;
    if (kind < 0.8)
      return `${indent}const ${noun}${index} = await ${verb}(${noun}, { retry: ${index % 7} });`;
    return `${indent}await this.${noun}s.${verb}('${noun}:${index}', ${noun}${index % 50}.id, options);`;
  });
}

/** Another version: of every twenty lines some are replaced, some come, one goes. */
export function editLines(lines: readonly string[], random: () => number): string[] {
  const edited: string[] = [];
  for (const [index, line] of lines.entries()) {
    const place = index % 20;
    if (place === 9) continue;
    if (place >= 4 && place < 9) edited.push(`${line} // ${Math.floor(random() * 1e6)}`);
    else edited.push(line);
    if (place === 14) edited.push(...writeLines(2, random));
  }
  return edited;
}

/** Writes two commits, main and its child `change`, into an empty repository. */
export async function writeRepository(dir: string, files: Iterable<GeneratedFile>): Promise<void> {
  mkdirSync(dir, { recursive: true });
  await git(dir, ['init', '-q', '-b', 'main']);
  const child = spawn('git', ['fast-import', '--quiet', '--force'], {
    cwd: dir,
    env: gitEnvironment(),
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const closed = once(child, 'close');
  const send = async (text: string): Promise<void> => {
    if (!child.stdin.write(text)) await once(child.stdin, 'drain');
  };
  const trees: [string, string][] = [];
  let mark = 1;
  const blob = async (lines: string[] | null): Promise<number | null> => {
    if (lines === null) return null;
    const text = `${lines.join('\n')}\n`;
    await send(`blob\nmark :${mark}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    return mark++;
  };
  for (const { path, before, after } of files) {
    const [old, young] = [await blob(before), await blob(after)];
    trees.push([
      old === null ? '' : `M 100644 :${old} ${path}\n`,
      young === null ? `D ${path}\n` : `M 100644 :${young} ${path}\n`,
    ]);
  }
  const who = 'Bench <bench@example.com> 1767323045 +0000';
  const commit = (ref: string, message: string): string =>
    `commit refs/heads/${ref}\ncommitter ${who}\ndata ${message.length}\n${message}\n`;
  await send(commit('main', 'Before') + trees.map(([old]) => old).join(''));
  await send(`${commit('change', 'After')}from refs/heads/main\n`);
  await send(`${trees.map(([, young]) => young).join('')}done\n`);
  child.stdin.end();
  await closed;
  if (child.exitCode !== 0) throw new Error('git fast-import failed');
  await git(dir, ['symbolic-ref', 'HEAD', 'refs/heads/change']);
}

/** Runs git in a generated repository without anybody's settings; its output may go to a file. */
export async function git(dir: string, args: string[], stdout: number | 'ignore' = 'ignore') {
  const child = spawn('git', args, {
    cwd: dir,
    env: gitEnvironment(),
    stdio: ['ignore', stdout, 'inherit'],
  });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`git ${args[0]} ended with ${child.exitCode}`);
}

function gitEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1' };
}
