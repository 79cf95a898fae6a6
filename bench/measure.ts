import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One finished run of a program. */
export interface Run {
  /** From its start to its end. */
  seconds: number;
  /** Processor time of the program itself, user and system, without the programs it starts. */
  cpuSeconds: number;
  /** Most memory the program itself held resident, without the programs it starts. */
  peakBytes: number;
}

export interface Program {
  /** Arguments of node, the script among them. */
  args: readonly string[];
  cwd: string;
  env?: Record<string, string>;
  /** A file for its output; it is thrown away otherwise. */
  output?: string;
}

const REPORT_USAGE = join(import.meta.dirname, 'programs', 'report-usage.ts');

/** Runs a program to its end and takes its figures. Throws when it fails. */
export async function runOnce(program: Program): Promise<Run> {
  const dir = mkdtempSync(join(tmpdir(), 'backline-bench-usage-'));
  try {
    const file = join(dir, 'usage.json');
    const seconds = await spawnNode(program, ['--import', REPORT_USAGE], {
      BENCH_USAGE_FILE: file,
    });
    const usage = JSON.parse(readFileSync(file, 'utf8')) as Omit<Run, 'seconds'>;
    return { seconds, ...usage };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Runs a program to its end, with nothing loaded beside it. Gives the seconds it took. */
export function timeOnce(program: Program): Promise<number> {
  return spawnNode(program, [], {});
}

async function spawnNode(
  { args, cwd, env, output }: Program,
  before: readonly string[],
  more: Record<string, string>,
): Promise<number> {
  const stdout = output === undefined ? 'ignore' : openSync(output, 'w');
  const started = performance.now();
  try {
    const child = spawn(process.execPath, [...before, ...args], {
      cwd,
      env: { ...process.env, ...env, ...more },
      stdio: ['ignore', stdout, 'pipe'],
    });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const seconds = (performance.now() - started) / 1000;
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr.trim()}`);
    return seconds;
  } finally {
    if (typeof stdout === 'number') closeSync(stdout);
  }
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const [below = NaN, above = NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}

/** `min / median / max` with a unit. */
export function spread(figures: readonly number[], show: (figure: number) => string): string {
  return [Math.min(...figures), median(figures), Math.max(...figures)].map(show).join(' / ');
}
