import { createMirrorCache } from '../../../src/adapters/git/mirror-cache.ts';

/**
 * A worker on a cache that others use too: fetches a commit of each repository as often as asked,
 * reads it, and lets go of it, which removes what nobody uses.
 * Arguments: folder, most bytes, token, rounds, then `URL COMMIT TEXT` in one word each.
 */
const [root, maxBytes, token, rounds, ...wanted] = process.argv.slice(2) as [string, ...string[]];
const cache = createMirrorCache(root, { maxBytes: Number(maxBytes), log: () => undefined });
for (let round = 0; round < Number(rounds); round++) {
  for (const one of wanted) {
    const [url, commit, text] = one.split(' ') as [string, string, string];
    const mirror = await cache.open({ url, token: async () => token ?? null });
    try {
      await mirror.fetch([commit]);
      const repository = await mirror.open();
      try {
        const bytes = await (await repository.at(commit)).read('name');
        const found = Buffer.from(bytes ?? []).toString();
        if (found !== text) throw new Error(`${url} has ${JSON.stringify(found)}, not ${text}`);
      } finally {
        await repository.close();
      }
    } finally {
      await mirror.close();
    }
  }
}
