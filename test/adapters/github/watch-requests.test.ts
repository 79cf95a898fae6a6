import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Octokit } from '@octokit/rest';
import { afterEach, expect, it } from 'vitest';
import { watchRequests } from '../../../src/adapters/github/watch-requests.ts';
import type { Measurement } from '../../../src/ports/telemetry.ts';

let server: Server;
afterEach(() => void server.close());

/** A client of an API that answers everything in that way. */
async function clientOf(
  status: number,
  headers: Record<string, string> = {},
): Promise<{ client: Octokit; told: Measurement[] }> {
  server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const told: Measurement[] = [];
  const nothing = (): void => undefined;
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const client = new Octokit({ baseUrl: `http://127.0.0.1:${port}`, log });
  watchRequests(client, 7, (one) => void told.push(one));
  return { client, told };
}

const LIMITS = {
  'x-ratelimit-resource': 'graphql',
  'x-ratelimit-remaining': '4321',
  'x-ratelimit-reset': '1800000000',
};
const LEFT = { resource: 'graphql', remaining: 4321, resets: 1_800_000_000 };

it('tells of answers and of what is left', async () => {
  const { client, told } = await clientOf(200, LIMITS);
  await client.request('GET /user');
  await client.graphql('{ viewer { login } }').catch(() => undefined);
  const one = { kind: 'github', installation: 7, status: 200, rate: LEFT };
  expect(told).toEqual([one, one]);
});

it('tells of refusals, and lets them through', async () => {
  const { client, told } = await clientOf(403, { ...LIMITS, 'x-ratelimit-remaining': '0' });
  await expect(client.request('GET /user')).rejects.toMatchObject({ status: 403 });
  expect(told).toEqual([
    { kind: 'github', installation: 7, status: 403, rate: { ...LEFT, remaining: 0 } },
  ]);
});

it('tells of servers without limits', async () => {
  const { client, told } = await clientOf(200);
  await client.request('GET /user');
  expect(told).toMatchObject([{ status: 200, rate: null }]);
});

it('tells when no answer came', async () => {
  const { client, told } = await clientOf(200);
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
  await expect(client.request('GET /user')).rejects.toThrow('ECONNREFUSED');
  expect(told).toEqual([{ kind: 'github', installation: 7, status: null, rate: null }]);
});
