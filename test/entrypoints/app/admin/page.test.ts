import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminServer } from '../../../../src/entrypoints/app/admin/server.ts';
import { findBrowser, startBrowser, type TestBrowser } from '../../../support/browser.ts';
import {
  commentOn,
  finished,
  job,
  NOW,
  reviewOf,
  startWith,
  TOKEN,
  type Held,
} from './admin-run.ts';

/** Set to a path, the page as it is below is kept there as a picture. */
const PICTURE = process.env['ADMIN_PICTURE'];

const EXAMPLE: Held = {
  jobs: [
    job('running', 2, reviewOf('octo-org/example', 128)),
    job('running', 1, commentOn('octo-org/example-api', 57, 'octocat')),
    job('waiting', 0.2, reviewOf('octo-org/example', 131), {
      startAfter: new Date(NOW.getTime() + 125_000),
    }),
    job('retrying', 4, reviewOf('octo-org/example-web', 12), {
      tries: 2,
      error: 'GitHubError: GitHub has trouble of its own (502)',
    }),
    job('dead', 190, reviewOf('octo-org/example-api', 44), {
      tries: 4,
      error: 'GitHubError: GitHub does not let the App do this: it needs checks=write',
    }),
  ],
  reviews: [
    finished('octo-org/example', 127, 6, { outcome: 'findings', findings: 3, costUsd: 0.31 }),
    finished('octo-org/example-api', 56, 21),
    finished('octo-org/example-web', 11, 47, { outcome: 'incomplete', findings: 1, seconds: 612 }),
    finished('octo-org/example', 126, 95, { outcome: 'skipped', costUsd: 0, seconds: 3 }),
    finished('octo-org/example', 125, 1500, { costUsd: null }),
  ],
};

const WILD = `"><script>window.wild=1</script><img src=x onerror="window.wild=1"><style>*{display:none}</style>' onmouseover='wild=1`;

const HOSTILE: Held = {
  jobs: [
    job('running', 1, reviewOf(`octo-org/${WILD}`, 1)),
    job('retrying', 2, commentOn('octo-org/example', 2, WILD), { error: WILD, tries: 1 }),
    job('dead', 3, reviewOf(`javascript:alert(1)/${WILD}`, 3), { error: `${WILD}\u202e\u0000` }),
    job('waiting', 4, {
      kind: 'merge_group',
      installation: 1,
      owner: WILD,
      repo: '\ud800',
      head: WILD,
    }),
  ],
  reviews: [finished(`${WILD}/..`, 4, 5, { outcome: WILD, head: WILD })],
};

const program = findBrowser();

describe.skipIf(program === null)('the page in a browser', () => {
  let browser: TestBrowser;
  const servers: AdminServer[] = [];

  beforeAll(async () => {
    browser = await startBrowser(program!);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all(servers.map((server) => server.close()));
  });

  async function open(
    held: Held,
    options: Parameters<TestBrowser['visit']>[0] = {},
  ): Promise<{ page: Page; asked: string[]; dialogs: string[]; complaints: string[] }> {
    const server = await startWith(held);
    servers.push(server);
    const visitor = await browser.visit({
      httpCredentials: { username: 'operator', password: TOKEN },
      ...options,
    });
    const page = await visitor.newPage();
    const asked: string[] = [];
    const dialogs: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(server.url);
    return { page, asked, dialogs, complaints };
  }

  const rows = (page: Page, section: string): Promise<string[][]> =>
    page
      .getByRole('region', { name: section })
      .getByRole('row')
      .evaluateAll((all) =>
        all.slice(1).map((row) => [...row.children].map((cell) => cell.textContent.trim())),
      );

  it('asks for the token, and shows nothing without', async () => {
    const { page } = await open(EXAMPLE, { httpCredentials: { username: 'x', password: 'wrong' } });
    expect(await page.locator('body').textContent()).toBe('the token is needed\n');
  });

  it('shows what runs, what waits, what died and what ended, without JavaScript', async () => {
    const { page } = await open(EXAMPLE, { javaScriptEnabled: false });
    expect(await page.title()).toBe('2 running, 2 waiting, 1 dead · Backline');
    expect(await rows(page, 'Running')).toEqual([
      ['octo-org/example#128', 'review: push', '2 min', '1'],
      ['octo-org/example-api#57', 'comment of octocat', '1 min', '1'],
    ]);
    expect(await rows(page, 'Waiting')).toEqual([
      ['octo-org/example#131', 'review: push', '12 s ago', 'in 2 min 5 s', '0', '–'],
      [
        'octo-org/example-web#12',
        'review: push',
        '4 min ago',
        'when it is its turn',
        '2',
        'GitHubError: GitHub has trouble of its own (502)',
      ],
    ]);
    expect((await rows(page, 'Dead letters'))[0]?.slice(2)).toEqual([
      '3 h 10 min ago',
      '4',
      'GitHubError: GitHub does not let the App do this: it needs checks=write',
      'backline jobs retry 0c5a2f6e-7a51-4b5e-9d1f-000000000190',
    ]);
    expect(await rows(page, 'Last reviews')).toEqual([
      ['octo-org/example#127', '4f9c1d0', 'findings', '3', '$0.310', '48 s', '6 min ago'],
      ['octo-org/example-api#56', '4f9c1d0', 'clean', '0', '$0.042', '48 s', '21 min ago'],
      [
        'octo-org/example-web#11',
        '4f9c1d0',
        'incomplete',
        '1',
        '$0.042',
        '10 min 12 s',
        '47 min ago',
      ],
      ['octo-org/example#126', '4f9c1d0', 'skipped', '0', '$0.000', '3 s', '1 h 35 min ago'],
      ['octo-org/example#125', '4f9c1d0', 'clean', '0', 'unknown', '48 s', '1 d 1 h ago'],
    ]);
    const link = page.getByRole('link', { name: 'octo-org/example#128' });
    expect(await link.getAttribute('href')).toBe('https://github.com/octo-org/example/pull/128');
  });

  it('says so when there is nothing', async () => {
    const { page } = await open({ jobs: [], reviews: [] });
    expect(await page.getByRole('table').count()).toBe(0);
    expect(await page.locator('.none').allTextContents()).toEqual([
      'Nothing runs.',
      'Nothing waits.',
      'No job was given up.',
      'No review has ended yet.',
    ]);
  });

  it('shows the first hundred and counts the rest', async () => {
    const jobs = Array.from({ length: 130 }, (_, at) =>
      job('dead', at, reviewOf('octo-org/x', at)),
    );
    const { page } = await open({ jobs, reviews: [] });
    expect((await rows(page, 'Dead letters')).length).toBe(100);
    expect(await page.locator('.more').textContent()).toBe('30 more: backline jobs list');
  });

  it('keeps wild names and errors inert', async () => {
    const { page, asked, dialogs, complaints } = await open(HOSTILE);
    await page.mouse.move(200, 200);
    for (const row of await page.getByRole('row').all()) await row.hover();
    expect(await page.evaluate(() => 'wild' in globalThis)).toBe(false);
    expect(await page.locator('script, img, iframe, style:not(head style)').count()).toBe(0);
    expect(await page.locator('[onerror], [onmouseover]').count()).toBe(0);
    expect(dialogs).toEqual([]);
    // Not even tried: what is inert needs no policy to stop it.
    expect(complaints.filter((text) => text.includes('Content Security Policy'))).toEqual([]);
    expect(asked.filter((path) => path !== '/' && path !== '/favicon.ico')).toEqual([]);
    expect((await rows(page, 'Dead letters'))[0]?.[4]).toBe(`${WILD}<U+202E>␀`);
    const addresses = await page
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => (link as unknown as { href: string }).href));
    for (const address of addresses)
      expect(address).toMatch(/^(?:https:\/\/github\.com|http:\/\/127)/);
    expect(await page.getByRole('heading', { level: 2 }).count()).toBe(4);
  });

  it.each([
    ['light', { width: 1200, height: 800 }],
    ['dark', { width: 360, height: 740 }],
  ] as const)('is accessible and fits the screen (%s, %j)', async (colorScheme, viewport) => {
    const { page, complaints } = await open(EXAMPLE, { colorScheme, viewport });
    expect(complaints).toEqual([]);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(viewport.width);
    await page.evaluate(axe.source);
    const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run()');
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    ).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain('color-contrast');
  });

  it.runIf(PICTURE)('has its picture taken', async () => {
    const { page } = await open(EXAMPLE, { viewport: { width: 1100, height: 900 } });
    await page.screenshot({ path: PICTURE!, fullPage: true });
  });
});
