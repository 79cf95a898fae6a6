import type { IncomingMessage, ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { allows, authenticate, type Actor } from './auth.ts';
import { startGit } from './git.ts';
import { Refusal } from './http.ts';
import { afterPush, oneAtATime } from './pushed.ts';
import { visible } from './router.ts';
import type { Repository } from './model.ts';
import { listRefs } from './refs.ts';
import { accountOf, atLeast, roleIn, type World } from './state.ts';
import { isVersion2, tellAbilities, uploadPack } from './upload-pack.ts';

const PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/;

export function isGitRequest(path: string): boolean {
  return PATH.test(path);
}

/**
 * Serves one request of git's smart protocol through `git http-backend`. Fetching wants
 * `contents: read`, pushing `contents: write`; what a push changed becomes events.
 * @returns the actor and the status that was answered.
 */
export async function serveGit(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<{ actor: Actor; status: number }> {
  const [, owner = '', name = '', rest = ''] = PATH.exec(url.pathname) ?? [];
  const pushing =
    rest === '/git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  let actor: Actor = { kind: 'anonymous' };
  let repo: Repository;
  try {
    actor = authenticate(world, request.headers.authorization);
    repo = admitted(world, actor, `${owner}/${name}`, pushing);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const status = actor.kind === 'anonymous' ? 401 : error.status;
    response.writeHead(
      status,
      status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {},
    );
    response.end(`${error.message}\n`);
    request.resume();
    return { actor, status };
  }
  const exchange = { world, repo, request, response, url, rest };
  const status =
    rest === '/git-receive-pack'
      ? await oneAtATime(repo, async () => {
          const before = refs(repo);
          const answered = await runBackend(exchange);
          const sender = actor.kind === 'anonymous' ? accountOf(world, 'ghost') : actor.account;
          await afterPush(world, repo, before, refs(repo), sender);
          return answered;
        })
      : await serveFetch(exchange);
  response.end();
  return { actor, status };
}

/** Branches and tags with what they point at. */
export function refs(repo: Repository): Map<string, string> {
  return listRefs(repo.dir, ['refs/heads', 'refs/tags']);
}

function admitted(world: World, actor: Actor, fullName: string, pushing: boolean): Repository {
  const repo = visible(world, actor, fullName);
  if (actor.kind === 'installation') {
    const need = pushing ? 'contents:write' : 'contents:read';
    if (!allows(actor.token.permissions, need)) throw new Refusal(403, 'Write access not granted');
  } else if (pushing && !(actor.kind === 'user' && atLeast(roleIn(repo, actor.account), 'write'))) {
    throw new Refusal(403, 'Write access to repository not granted');
  }
  return repo;
}

/** A request for a repository, and where its answer goes. */
interface Exchange {
  world: World;
  repo: Repository;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  /** What follows the repository in the path. */
  rest: string;
}

async function serveFetch(exchange: Exchange): Promise<number> {
  const { repo, request, response, url, rest } = exchange;
  const isUpload =
    rest === '/git-upload-pack' || url.searchParams.get('service') === 'git-upload-pack';
  if (!isUpload || !isVersion2(request)) {
    return runBackend(exchange);
  }
  if (rest === '/git-upload-pack') await uploadPack(repo, request, response);
  else await tellAbilities(repo, response);
  return 200;
}

/** Resolves with the status once the backend has said everything; the caller ends the answer. */
async function runBackend(exchange: Exchange): Promise<number> {
  const { world, repo, request, response, url, rest } = exchange;
  const { promise, resolve } = Promise.withResolvers<number>();
  const header = (name: string): string => String(request.headers[name] ?? '');
  const backend = await startGit(['http-backend'], {
    GIT_PROJECT_ROOT: world.root,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `${repo.dir.slice(world.root.length)}${rest}`,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: header('content-type'),
    CONTENT_LENGTH: header('content-length'),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
    REMOTE_USER: 'stand-in',
    REMOTE_ADDR: '127.0.0.1',
  });
  let status = 0;
  let head = Buffer.alloc(0);
  const answer = new Writable({
    write(part: Buffer, _encoding, done) {
      if (status > 0) {
        response.write(part, () => done());
        return;
      }
      head = Buffer.concat([head, part]);
      const end = head.indexOf('\r\n\r\n');
      if (end >= 0) {
        status = writeHead(response, head.subarray(0, end).toString('latin1'));
        response.write(head.subarray(end + 4));
      }
      done();
    },
  });
  backend.stderr.resume();
  backend.stdin.on('error', () => undefined);
  request.pipe(backend.stdin);
  backend.stdout.pipe(answer);
  answer.on('finish', () => resolve(status));
  return promise;
}

/** CGI's head as HTTP's. */
function writeHead(response: ServerResponse, head: string): number {
  let status = 200;
  for (const line of head.split('\r\n')) {
    const cut = line.indexOf(': ');
    const value = line.slice(cut + 2);
    if (line.slice(0, cut).toLowerCase() === 'status') status = Number(value.split(' ')[0]);
    else response.setHeader(line.slice(0, cut), value);
  }
  response.writeHead(status);
  return status;
}
