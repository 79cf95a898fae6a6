import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium, type BrowserContext, type BrowserContextOptions } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * Where a Chromium or Chrome is, null when none is installed. In CI that is an error: what is not
 * tested there is tested nowhere.
 */
export function findBrowser(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), MAC];
  const found = places.find(isProgram);
  if (found === undefined && process.env['CI']) {
    throw new Error(
      'No browser is installed: CI needs Chromium (Debian: apt-get install chromium)',
    );
  }
  return found ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A browser without a window, that talks to nobody but the pages it is shown. */
export interface TestBrowser {
  /** A visitor of its own: no cookie and no password of another's. */
  visit(options?: BrowserContextOptions): Promise<BrowserContext>;
  close(): Promise<void>;
}

export async function startBrowser(executablePath: string): Promise<TestBrowser> {
  // What the browser keeps goes into a home of its own.
  const home = await mkdtemp(join(tmpdir(), 'backline-browser-'));
  const browser = await chromium.launch({
    executablePath,
    // The sandbox does not work for root, as whom containers run; the pages are our own.
    chromiumSandbox: false,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-gpu',
      '--disable-quic',
      '--disable-sync',
      '--no-first-run',
    ],
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
  });
  return {
    visit: (options) => browser.newContext(options),
    async close() {
      await browser.close();
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
