import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const DEMO = join(import.meta.dirname, '../../demo/run.ts');

let folder: string;
/** The demo's own temporary folder, whose name has a space; nothing may be left in it. */
let temp: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'backline-test-')));
  await writeFile(join(folder, '.gitconfig'), HOSTILE_SETTINGS);
});
beforeEach(async () => {
  temp = await mkdtemp(join(folder, 'temp folder-'));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

/** Starts the demo without a key, as the leader of a process group. */
function startDemo(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [DEMO], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      TMPDIR: temp,
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      // Of an App of the reader's own: no demo may write there, or show what is there.
      DATABASE_URL: 'postgres://reader@127.0.0.1:9/theirs',
      ADMIN_TOKEN: 'short',
      ...env,
    },
  });
  return { child, exit: once(child, 'exit') as Promise<[number | null, string | null]> };
}

/** Nothing is left: no file in the temporary folder, no process in the demo's group. */
async function expectNothingLeft(group: number | undefined): Promise<void> {
  expect(await readdir(temp)).toEqual([]);
  // A process that was told to stop may take a moment.
  await expect.poll(() => isAlive(group!)).toBe(false);
}

function isAlive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

/** Resolves once the stream has said `wanted`; it is read on. */
function hear(stream: Readable, wanted: string): Promise<void> {
  let heard = '';
  return new Promise((resolve) => {
    stream.on('data', (chunk) => {
      heard += String(chunk);
      if (heard.includes(wanted)) resolve();
    });
  });
}

describe('without a key', () => {
  let output: string;
  let end: unknown;
  let left: { files: string[]; group: number };

  beforeAll(async () => {
    temp = await mkdtemp(join(folder, 'temp folder-'));
    const { child, exit } = startDemo({ GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere' });
    const said = text(child.stderr);
    output = await text(child.stdout);
    end = [...(await exit), await said];
    left = { files: await readdir(temp), group: child.pid! };
    // The App's pause after a push is a part of it, and a busy machine takes its time.
  }, 60_000);

  test('it ends well and leaves nothing behind', () => {
    expect(end).toEqual([0, null, expect.not.stringContaining('demo:')]);
    expect(left.files).toEqual([]);
    expect(isAlive(left.group)).toBe(false);
  });

  test('the first line says that the answers are scripted', () => {
    expect(output.split('\n')[0]).toMatch(/^No ANTHROPIC_API_KEY: .*scripted/);
  });

  test('each step names the command that a user would type', () => {
    expect(output.match(/^\$ .*/gm)).toEqual([
      '$ backline diff --base main',
      '$ backline review --base main',
      '$ backline serve',
      '$ git push origin main store-credit',
      '$ git commit -m "Bind and log the search, guard orders, build the index aside"',
      '$ git push origin store-credit',
    ]);
  });

  test('the selection shows what is reviewed and what is left out', () => {
    const [, rest = ''] = output.split('\nLeft out\n');
    expect(rest.split('\n\n')[0]!.match(/\S+\/\S+|\S+\.\w+(?= )/g)).toEqual(
      expect.arrayContaining(['README.md', 'package-lock.json', 'web/src/OrderSearch.tsx']),
    );
    expect(output).toContain('7 selected, 5 left out');
  });

  test.each([
    [
      'critical[security]',
      'server/src/repositories/orders.ts:37-38',
      '37 | >       WHERE customer_id',
    ],
    [
      'critical[security]',
      'server/src/routes/orders.ts:16 (removed',
      '16 -     if (order.customerId',
    ],
    [
      'critical[concurrency]',
      'server/src/services/store-credit.ts:16-17',
      '16 | >   const balance =',
    ],
    [
      'high[database]',
      'db/migrations/0004_order_search.sql:2',
      '2 | CREATE INDEX orders_reference',
    ],
    ['high[performance]', 'worker/credit_statements.py:33-39', '33 | >     for customer in'],
    ['high[reliability]', 'worker/credit_statements.py:44-46', '44 | >             requests.post('],
  ])('a %s finding stands at %s', (label, place, row) => {
    const finding = output.split(/\n\n(?=\w+\[)/).find((each) => each.includes(` --> ${place}`));
    expect(finding).toContain(label);
    expect(finding).toContain(row);
  });

  test('what is not worth a comment is counted and not printed', () => {
    expect(output).toContain('6 findings: 3 critical, 3 high; 1 not posted');
    expect(output).not.toContain('credit_cents repeats');
  });

  test('there is no escape sequence in a pipe, and no hidden marker', () => {
    expect(output).not.toContain('\x1b');
    expect(output).not.toContain('<!--');
  });

  test('the lines keep to the width', () => {
    const wide = partOf('== The GitHub App')
      .split('\n')
      .filter((line) => line.length > 100);
    expect(wide).toEqual([]);
  });

  /** From a heading to the next one. */
  function partOf(heading: string): string {
    const from = output.slice(output.indexOf(heading));
    const end = from.indexOf('\n== ', 1);
    return end < 0 ? from : from.slice(0, end);
  }

  /** The comments below a heading as [place, rows, title]. */
  function commentsIn(part: string): [place: string, rows: string[], title: string][] {
    return part.split('\n\n').flatMap((block): [string, string[], string][] => {
      const [place = '', ...below] = block.split('\n');
      const rows = below.filter((line) => /^ +\d+ [|-] /.test(line));
      const title = below.find((line) => /^  (?:critical|high) /.test(line));
      return rows.length > 0 && title !== undefined ? [[place, rows, title.trim()]] : [];
    });
  }

  test('the pull request gets one review, each comment on the rows that it speaks of', () => {
    const part = partOf('== The GitHub App');
    expect(part).toMatch(/^check {5}Backline: failure, "6 findings"$/m);
    expect(part).toMatch(/^ +6 findings: 3 critical, 3 high; 1 not posted$/m);
    expect(part).toMatch(/^comments {2}6 on rows of the diff; nothing is said twice$/m);
    expect(commentsIn(part)).toEqual([
      [
        'server/src/repositories/orders.ts:35-40 (new version)',
        expect.arrayContaining([
          "  37 |       WHERE customer_id = $1 AND lower(reference) LIKE '${reference.toLowerCase()}%'",
          '  38 |       ORDER BY ${sort} DESC LIMIT 50`,',
        ]),
        'critical (security): The search puts text from the query string into its SQL',
      ],
      [
        'server/src/routes/orders.ts:16 (removed, old version)',
        ['  16 -     if (order.customerId !== request.customerId) throw notFound();'],
        'critical (security): Any customer can read and pay the orders of others',
      ],
      [
        'server/src/services/store-credit.ts:15-32 (new version)',
        expect.arrayContaining(['  16 |   const balance = await creditBalance(customerId);']),
        'critical (concurrency): Two payments at the same time spend the same credit twice',
      ],
      [
        'db/migrations/0004_order_search.sql:1-2 (new version)',
        expect.arrayContaining(['  2 | CREATE INDEX orders_reference_search_idx']),
        'high (database): Building this index stops every write to orders',
      ],
      [
        'worker/credit_statements.py:32-41 (new version)',
        expect.arrayContaining([
          '  33 |     for customer in customers_without_statement(conn, month):',
        ]),
        'high (performance): One query per customer, and each reads all of credit_entries',
      ],
      [
        'worker/credit_statements.py:43-46 (new version)',
        expect.arrayContaining([expect.stringContaining('requests.post(')]),
        'high (reliability): A statement that could not be mailed is noted as sent',
      ],
    ]);
    expect(part.match(/^ {2}\+ a fix of \d+ rows? to commit$/gm)).toHaveLength(5);
  });

  test('the second push brings its one new comment, and outdates those whose rows it changed', () => {
    const part = partOf('== A second commit');
    expect(part).toMatch(/^check {5}Backline: failure, "1 new, 3 fixed, 3 open"$/m);
    expect(part).toMatch(/^summary {3}the same comment, edited:$/m);
    expect(part.match(/^ {4}Fixed in [0-9a-f]{7}: /gm)).toHaveLength(3);
    expect(part).toMatch(
      /^comments {2}1 new, 6 from before, 2 of them outdated; nothing is said twice$/m,
    );
    expect(commentsIn(part)).toEqual([
      [
        'server/src/routes/orders.ts:16 (new version)',
        [
          "  16 |     request.log.info({ reference, headers: request.headers }, 'orders searched');",
        ],
        "high (security): Every search writes the customer's session token to the log",
      ],
    ]);
    const [, gone = '', standing = ''] = part.split(/\n\n(?:outdated|on their rows).*:\n/);
    expect(gone.match(/^ {2}\S+/gm)).toEqual([
      '  server/src/repositories/orders.ts:35-40',
      '  db/migrations/0004_order_search.sql:1-2',
    ]);
    expect(standing.match(/^ {2}\S+/gm)).toHaveLength(4);
  });

  test('/review is taken and answered, and says nothing again', () => {
    const part = partOf('== A comment asks');
    expect(part).toMatch(/^dana comments: \/review$/m);
    expect(part).toMatch(/👀, then 🚀/);
    expect(part).toMatch(
      /^comments {2}none new, 7 from before, 2 of them outdated; nothing is said twice$/m,
    );
    expect(commentsIn(part)).toEqual([]);
  });
});

test('a reader who leaves early (| head) ends it quietly', async () => {
  const { child, exit } = startDemo();
  const said = text(child.stderr);
  child.stdout.once('data', () => child.stdout.destroy());
  expect([await exit, await said]).toEqual([[0, null], expect.not.stringContaining('demo:')]);
  await expectNothingLeft(child.pid);
});

test('Ctrl-C ends it at once, with 130', async () => {
  const { child, exit } = startDemo();
  child.stderr.resume();
  // Once this is printed, the review is about to start or under way.
  await hear(child.stdout, '$ backline review');
  process.kill(-child.pid!, 'SIGINT');
  expect(await exit).toEqual([130, null]);
  await expectNothingLeft(child.pid);
});

test('SIGTERM to the demo alone stops what it started too', async () => {
  const { child, exit } = startDemo();
  child.stderr.resume();
  await hear(child.stdout, '$ backline diff');
  child.kill('SIGTERM');
  expect(await exit).toEqual([130, null]);
  await expectNothingLeft(child.pid);
});

describe('while the App runs', () => {
  test('a signal to the demo alone ends it and the App', async () => {
    const { child, exit } = startDemo();
    child.stderr.resume();
    await hear(child.stdout, 'dana opens a pull request');
    child.kill('SIGTERM');
    expect(await exit).toEqual([130, null]);
    await expectNothingLeft(child.pid);
  });

  test('a reader who leaves ends it and the App quietly', async () => {
    const { child, exit } = startDemo();
    const said = text(child.stderr);
    await hear(child.stdout, '$ git push origin main');
    child.stdout.destroy();
    expect([await exit, await said]).toEqual([[0, null], expect.not.stringContaining('demo:')]);
    await expectNothingLeft(child.pid);
  });
});

test('a command that fails makes the demo fail, with what it said', async () => {
  // A git that works until the branch is built, and then for nobody.
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'git'), BROKEN_GIT);
  await chmod(join(bin, 'git'), 0o755);
  const { child, exit } = startDemo({ PATH: `${bin}:${process.env['PATH']}` });
  child.stdout.resume();
  const said = text(child.stderr);
  expect(await exit).toEqual([1, null]);
  expect(await said).toMatch(/the disk is full[\s\S]*demo: backline diff ended with exit code/);
  await expectNothingLeft(child.pid);
});

const BROKEN_GIT = `#!/bin/sh
case " $* " in
  *" init "* | *" add "* | *" commit "* | *" checkout "* | *" rev-parse HEAD "*)
    PATH="\${PATH#*:}" exec git "$@" ;;
esac
echo "fatal: the disk is full" >&2
exit 128
`;

/** What somebody may have set, and what the demo must not mind. */
const HOSTILE_SETTINGS = `[core]
  hooksPath = /nowhere
  autocrlf = true
  fsmonitor = false
[commit]
  gpgSign = true
[diff]
  external = false
  noprefix = true
[init]
  defaultBranch = trunk
  templateDir = /nowhere
[user]
  useConfigOnly = true
`;
