import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { startGit } from './git.ts';
import type { Repository } from './model.ts';

/*
 * Fetches by version 2 of git's protocol, as `git http-backend` serves them with a process or two
 * more for each request. https://git-scm.com/docs/gitprotocol-http
 */

const VERSION = 'version=2';

/** What the server can do. All repositories here have the same settings, so it is asked once. */
let abilities: Promise<string> | undefined;

export function isVersion2(request: IncomingMessage): boolean {
  return request.headers['git-protocol'] === VERSION;
}

/** Answers `GET /info/refs?service=git-upload-pack`. */
export async function tellAbilities(repo: Repository, response: ServerResponse): Promise<void> {
  abilities ??= askAbilities(repo);
  const body = await abilities;
  response.writeHead(200, headers('advertisement')).write(body);
}

async function askAbilities(repo: Repository): Promise<string> {
  const child = await startGit(['upload-pack', '--advertise-refs', repo.dir], {
    GIT_PROTOCOL: VERSION,
  });
  child.stdin.end();
  child.stderr.resume();
  return text(child.stdout);
}

/** Answers `POST /git-upload-pack`. */
export async function uploadPack(
  repo: Repository,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const child = await startGit(['upload-pack', '--stateless-rpc', repo.dir], {
    GIT_PROTOCOL: VERSION,
  });
  response.writeHead(200, headers('result'));
  child.stderr.resume();
  child.stdin.on('error', () => undefined);
  const isPacked = request.headers['content-encoding'] === 'gzip';
  (isPacked ? request.pipe(createGunzip()) : request).pipe(child.stdin);
  await pipeline(child.stdout, response, { end: false }).catch((error: unknown) => {
    // Who asked may have gone.
    if (!response.destroyed) throw error;
  });
}

function headers(what: 'advertisement' | 'result'): Record<string, string> {
  return {
    'content-type': `application/x-git-upload-pack-${what}`,
    'cache-control': 'no-cache, max-age=0, must-revalidate',
  };
}
