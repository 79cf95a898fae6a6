import type { IncomingMessage } from 'node:http';
import type { Actor } from './auth.ts';
import type { Repository } from './model.ts';
import type { World } from './state.ts';

/** What a route answers with. */
export interface Reply {
  status: number;
  /** Sent as JSON, unless it is text with a type of its own. */
  body?: unknown;
  type?: string;
  headers?: Record<string, string>;
}

/** A request as a route sees it. */
export interface Call {
  world: World;
  actor: Actor;
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
  accept: string;
  /** Where the API was addressed, for links: `http://host/api/v3` or `http://host`. */
  base: string;
  path: string;
  /** What an answer needs beyond the body, such as a Link header. */
  headers: Record<string, string>;
}

/** A call below `/repos/{owner}/{repo}`. */
export interface RepositoryCall extends Call {
  repo: Repository;
}

/** An answer that refuses. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    errors?: readonly unknown[],
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }

  reply(): Reply {
    return {
      status: this.status,
      headers: this.headers,
      body: {
        message: this.message,
        ...(this.errors === undefined ? {} : { errors: this.errors }),
        documentation_url: 'https://docs.github.com/rest',
        status: String(this.status),
      },
    };
  }
}

/** A mistake that GitHub's description or its documented rules forbid: recorded, answered 500. */
export class Violation extends Error {}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

/** 422 as most operations word it: what is wrong with which field. */
export function invalid(resource: string, field: string, message: string): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource, field, code: 'custom', message }]);
}

/** 422 as reviews word it: bare sentences that don't say which comment they mean. */
export function unprocessable(...errors: string[]): Refusal {
  return new Refusal(422, 'Unprocessable Entity', errors);
}

export function ok(body: unknown, status = 200): Reply {
  return { status, body };
}

/** The page asked for, with the Link header that leads to the others. */
export function page<T>(call: Call, items: readonly T[]): T[] {
  const size = Math.min(Math.max(Number(call.query['per_page'] ?? 30) || 30, 1), 100);
  const number = Math.max(Number(call.query['page'] ?? 1) || 1, 1);
  const last = Math.max(Math.ceil(items.length / size), 1);
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams({ ...call.query, page: String(to) });
    return `<${call.base}${call.path}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link(number - 1, 'prev')] : []),
    ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : []),
    ...(number > 1 ? [link(1, 'first')] : []),
  ];
  if (links.length > 0) call.headers['link'] = links.join(', ');
  return items.slice((number - 1) * size, number * size);
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
