import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { priceTable } from '../../src/adapters/anthropic/prices.ts';
import { keepMeasured, runDemo, runEstimate, tellingPart } from './outputs.ts';

const README = join(import.meta.dirname, '../../README.md');

let folder: string;
let readme: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'backline-docs-')));
  readme = await readFile(README, 'utf8');
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

/** The text of the block that README shows as the output of `command`. */
function shownFor(command: string): string {
  const match = blockOf(command).exec(readme);
  if (match === null) throw new Error(`README has no block for ${command}`);
  return match[2]!;
}

function blockOf(command: string): RegExp {
  return new RegExp(`(<!-- output: ${command} -->\\s+\`\`\`text\n)([^]*?)(\`\`\`\\s+<!-- end -->)`);
}

describe('README shows what really comes out', () => {
  // `npx vitest run test/docs -u` writes the fresh output into README.
  test('of the demo and of the estimate', async () => {
    const [demo, estimate] = await Promise.all([runDemo(folder), runEstimate(folder)]);
    const fresh: [command: string, output: string][] = [
      ['npm run demo', tellingPart(demo)],
      ['estimate', estimate],
    ];
    let wanted = readme;
    for (const [command, output] of fresh) {
      const text = keepMeasured(`${output}\n`, shownFor(command));
      wanted = wanted.replace(blockOf(command), (_, open: string, __, close: string) => {
        return `${open}${text}${close}`;
      });
    }
    await expect(wanted).toMatchFileSnapshot(README);
    expect(wanted).toMatch(/^critical\[/m);
    expect(wanted).toMatch(/^\d+ findings: /m);
  });

  test('and the prices that costs are computed with', () => {
    const rows = [...readme.matchAll(/^\| (claude-\S+) +\| (.*)\|$/gm)].map(([, model, rest]) => {
      const [prompt, ...prices] = rest!.split('|').map((cell) => cell.trim());
      return { model: model!, prompt: prompt!, prices: prices.map(Number) };
    });
    expect(rows).toHaveLength(4);
    for (const { model, prompt, prices } of rows) {
      const [input, output, cacheRead, cacheWrite] = prices;
      const tokens = prompt.startsWith('above') ? 100_001 : 100_000;
      expect({ model, ...priceTable()(model, tokens) }).toEqual({
        model,
        input,
        output,
        cacheRead,
        cacheWrite,
      });
    }
  });
});
