import { createHmac, randomUUID } from 'node:crypto';
import { iso } from './clock.ts';
import type { App, Installation, Repository } from './model.ts';
import type { World } from './state.ts';
import { webhookFaults } from './webhook-contract.ts';

export type Signature = 'valid' | 'wrong' | 'missing';

/** One attempt to tell an App of an event. */
export interface Delivery {
  id: number;
  /** The same for every attempt: `x-github-delivery`. */
  guid: string;
  app: App;
  event: string;
  action: string | null;
  payload: Record<string, unknown>;
  installationId: number | null;
  repositoryId: number | null;
  redelivery: boolean;
  at: Date;
  /** Null until it was answered or failed. */
  statusCode: number | null;
  status: string;
  seconds: number;
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string>;
  answer: string;
}

interface SendOptions {
  signature?: Signature;
  /** Signs with this instead of the App's own secret. */
  secret?: string;
  guid?: string;
  redelivery?: boolean;
}

type Payload = Record<string, unknown>;

export interface Deliveries {
  all: Delivery[];
  /** Events of a repository, to every App that is installed there and listens. */
  emit: (repo: Repository, event: string, payload: Payload, only?: App) => void;
  /** Whether any App would be told. */
  heard: (repo: Repository, event: string) => boolean;
  /** An event to one App, whatever it subscribed to. */
  send: (
    app: App,
    event: string,
    payload: Record<string, unknown>,
    options?: SendOptions,
  ) => Promise<Delivery>;
  redeliver: (id: number) => Promise<Delivery>;
  /** Keeps deliveries back until `release`, which may reorder, repeat or drop them. */
  hold: () => void;
  release: (order?: (held: Delivery[]) => Delivery[]) => void;
  /** Resolves when nothing is under way. */
  idle: () => Promise<void>;
}

/** GitHub gives a receiver ten seconds. */
const PATIENCE_MS = 10_000;

export function createDeliveries(world: () => World): Deliveries {
  const all: Delivery[] = [];
  const running = new Set<Promise<unknown>>();
  let held: Delivery[] | null = null;

  const start = (delivery: Delivery, options: SendOptions = {}): Promise<Delivery> => {
    const work = attempt(delivery, options).finally(() => running.delete(work));
    running.add(work);
    return work;
  };

  const prepare = (
    app: App,
    event: string,
    payload: Record<string, unknown>,
    options: SendOptions,
  ): Delivery => {
    const { nextId, clock } = world();
    const delivery: Delivery = {
      id: nextId(),
      guid: options.guid ?? randomUUID(),
      app,
      event,
      action: typeof payload['action'] === 'string' ? payload['action'] : null,
      payload,
      installationId: idOf(payload['installation']),
      repositoryId: idOf(payload['repository']),
      redelivery: options.redelivery ?? false,
      at: clock.now(),
      statusCode: null,
      status: 'pending',
      seconds: 0,
      requestHeaders: {},
      responseHeaders: {},
      answer: '',
    };
    all.push(delivery);
    return delivery;
  };

  const deliveries: Deliveries = {
    all,
    heard: (repo, event) =>
      world().installations.some((one) => listens(one, repo, event, undefined)),
    emit: (repo, event, payload, only) => {
      const { installations, checkContract, violations } = world();
      for (const installation of installations) {
        if (!listens(installation, repo, event, only)) continue;
        const { app } = installation;
        const node = Buffer.from(`integration-${installation.id}`).toString('base64');
        const whole = { ...payload, installation: { id: installation.id, node_id: node } };
        if (checkContract) violations.push(...webhookFaults(event, whole));
        if (app.webhookUrl === undefined) continue;
        const delivery = prepare(app, event, whole, {});
        if (held === null) void start(delivery);
        else held.push(delivery);
      }
    },
    send: (app, event, payload, options = {}) =>
      start(prepare(app, event, payload, options), options),
    redeliver: (id) => {
      const first = all.find((one) => one.id === id);
      if (first === undefined) throw new Error(`no delivery ${id}`);
      const options = { guid: first.guid, redelivery: true };
      return start(prepare(first.app, first.event, first.payload, options), options);
    },
    hold: () => {
      held ??= [];
    },
    release: (order = (all) => all) => {
      const waiting = held ?? [];
      held = null;
      const seen = new Set<Delivery>();
      for (const delivery of order(waiting)) {
        if (seen.has(delivery)) {
          const options = { guid: delivery.guid };
          void start(prepare(delivery.app, delivery.event, delivery.payload, options), options);
        } else void start(delivery);
        seen.add(delivery);
      }
    },
    idle: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
  return deliveries;
}

/** @returns the value of `x-hub-signature-256`. */
function sign(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

function listens(
  installation: Installation,
  repo: Repository,
  event: string,
  only: App | undefined,
): boolean {
  const { app, repositories, account } = installation;
  if (only !== undefined && only !== app) return false;
  const inside = repositories === 'all' ? account.id === repo.owner.id : repositories.has(repo.id);
  return inside && app.events.includes(event);
}

async function attempt(delivery: Delivery, options: SendOptions): Promise<Delivery> {
  const { app } = delivery;
  const body = JSON.stringify(delivery.payload);
  const secret = options.secret ?? app.webhookSecret;
  const signature = options.signature ?? 'valid';
  delivery.requestHeaders = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/0000000',
    'x-github-delivery': delivery.guid,
    'x-github-event': delivery.event,
    'x-github-hook-id': String(app.id),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    ...(signature === 'missing'
      ? {}
      : { 'x-hub-signature-256': sign(signature === 'valid' ? secret : `not ${secret}`, body) }),
  };
  const started = performance.now();
  try {
    if (app.webhookUrl === undefined) throw new Error(`${app.slug} has no webhook URL`);
    const response = await fetch(app.webhookUrl, {
      method: 'POST',
      headers: delivery.requestHeaders,
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    delivery.answer = await response.text();
    delivery.statusCode = response.status;
    delivery.responseHeaders = Object.fromEntries(response.headers);
    delivery.status = response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`;
  } catch (error) {
    delivery.statusCode = 502;
    delivery.status = error instanceof Error ? error.message : String(error);
  }
  delivery.seconds = (performance.now() - started) / 1000;
  return delivery;
}

export function deliveryJson(delivery: Delivery): Record<string, unknown> {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: iso(delivery.at),
    redelivery: delivery.redelivery,
    duration: delivery.seconds,
    status: delivery.status,
    status_code: delivery.statusCode ?? 0,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

function idOf(value: unknown): number | null {
  const id = (value as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'number' ? id : null;
}
