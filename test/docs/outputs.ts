import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildRepository } from '../../demo/repository.ts';
import { runCli } from '../support/run-cli.ts';

const DEMO = join(import.meta.dirname, '../../demo/run.ts');

/** Findings that README shows; the others are counted. */
const FINDINGS_SHOWN = 2;

/**
 * What the demo prints without a key, on a machine with nobody's settings, up to the end of its
 * first act; README shows nothing of the second one. `folder` is scratch.
 */
export async function runDemo(folder: string): Promise<string> {
  const temp = join(folder, 'temp');
  await mkdir(temp);
  const child = spawn(process.execPath, [DEMO], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: temp, NO_COLOR: '1' },
  });
  const exit = once(child, 'exit');
  let output = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    output += chunk as string;
    if (/^outcome .*\n/m.test(output)) break;
  }
  child.kill('SIGTERM');
  await exit;
  if (!output.includes('\noutcome ')) throw new Error(`the demo ended early:\n${output}`);
  return output;
}

/** What `backline review --base main --estimate` prints on the demo's branch, without a key. */
export async function runEstimate(folder: string): Promise<string> {
  const { dir } = await buildRepository(folder);
  const { code, stdout, stderr } = await runCli(['review', '--base', 'main', '--estimate'], {
    cwd: dir,
    env: { ANTHROPIC_API_KEY: '', ANTHROPIC_AUTH_TOKEN: '' },
  });
  if (code !== 0) throw new Error(`the estimate ended with ${code}:\n${stderr}`);
  return stdout.trimEnd();
}

/** The telling part of the demo: the selection, the first findings, the summary. */
export function tellingPart(output: string): string {
  const [, local = ''] = /^([\s\S]*?^outcome .*)$/m.exec(output) ?? [];
  const [start = '', ...findings] = local
    .split(/\n(?=(?:critical|high|medium|low)\[)/)
    .map((part) => part.trimEnd());
  const last = findings.at(-1) ?? '';
  const summary = last.slice(last.search(/^\d+ findings?:/m));
  const left = findings.length - FINDINGS_SHOWN;
  const shown = findings.slice(0, FINDINGS_SHOWN).join('\n\n');
  const more = `[… ${left} more ${left === 1 ? 'finding' : 'findings'} …]`;
  return `${start}\n${shown}\n\n${more}\n\n${summary}`;
}

/**
 * The fresh text with those measured lines of the old one that still hold: the time whatever it is,
 * tokens and cost while each of their numbers is within a tenth, since they depend on which of two
 * parallel requests is answered first.
 */
export function keepMeasured(fresh: string, old: string): string {
  return fresh.replaceAll(/^(time|tokens|cost) .*$/gm, (line, label: string) => {
    const before = new RegExp(`^${label} .*$`, 'm').exec(old)?.[0];
    if (before === undefined) return line;
    return label === 'time' || isNear(line, before) ? before : line;
  });
}

function isNear(line: string, before: string): boolean {
  const numbers = (text: string): number[] =>
    (text.replaceAll(',', '').match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  const [now, then] = [numbers(line), numbers(before)];
  const sameWords = line.replaceAll(/[\d.,]+/g, '#') === before.replaceAll(/[\d.,]+/g, '#');
  return (
    sameWords &&
    now.every((value, index) => Math.abs(value - then[index]!) <= Math.abs(then[index]!) / 10)
  );
}
