import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { healthHandler } from '../../../src/entrypoints/app/health.ts';
import { storeAnswers } from '../../../src/entrypoints/app/store-answers.ts';

it('takes a store that fails, or is silent, for one that does not answer', async () => {
  const answers = (ask: () => Promise<unknown>): Promise<boolean> =>
    storeAnswers(ask, { timeoutMs: 20 })();
  expect(await answers(() => Promise.resolve([]))).toBe(true);
  expect(await answers(() => Promise.reject(new Error('gone')))).toBe(false);
  expect(await answers(() => new Promise(() => undefined))).toBe(false);
});

it('asks the store once a second at most, however often it is asked itself', async () => {
  let asked = 0;
  let at = 0;
  const answers = storeAnswers(
    () => {
      asked++;
      return Promise.resolve();
    },
    { now: () => at },
  );
  await Promise.all([answers(), answers(), answers()]);
  at = 999;
  await answers();
  expect(asked).toBe(1);
  at = 1000;
  await answers();
  expect(asked).toBe(2);
});

it('is ready only while the store answers, and healthy all the same', async () => {
  let isThere = true;
  const handle = healthHandler(
    storeAnswers(() => (isThere ? Promise.resolve() : Promise.reject(new Error('gone'))), {
      keepMs: 0,
    }),
  );
  const server = createServer((request, response) => {
    void handle(request, response).then((done) => done || response.writeHead(404).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ask = async (path: string, method = 'GET'): Promise<number> => {
    const { port } = server.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${port}${path}`, { method })).status;
  };
  expect([await ask('/healthz'), await ask('/readyz')]).toEqual([200, 200]);
  isThere = false;
  expect([await ask('/healthz'), await ask('/readyz?full')]).toEqual([200, 503]);
  expect([await ask('/readyz', 'POST'), await ask('/readyzz')]).toEqual([404, 404]);
  server.close();
  server.closeAllConnections();
});
