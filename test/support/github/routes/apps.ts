import { appOf, newToken } from '../auth.ts';
import { iso } from '../clock.ts';
import { type Call, notFound, ok, page, Refusal } from '../http.ts';
import { installationJson, ownAppJson } from '../json/app.ts';
import { repositoryJson } from '../json/repository.ts';
import type { Route } from '../router.ts';
import type { Installation, Permissions, Repository } from '../model.ts';
import { findRepository, type World } from '../state.ts';
import { type Delivery, deliveryJson } from '../webhooks.ts';

const HOUR = 3_600_000;

export const appRoutes: Route[] = [
  {
    method: 'GET',
    path: '/app',
    as: 'app',
    serve: (call) => ok(ownAppJson(call.world, ownApp(call))),
  },
  {
    method: 'GET',
    path: '/app/installations',
    as: 'app',
    serve: (call) =>
      ok(page(call, installationsOf(call)).map((one) => installationJson(call.world, one))),
  },
  {
    method: 'GET',
    path: '/app/installations/{installation_id}',
    as: 'app',
    serve: (call) => ok(installationJson(call.world, installation(call))),
  },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/installation',
    as: 'app',
    serve: (call) => {
      const name = `${call.params['owner']}/${call.params['repo']}`;
      const repo = findRepository(call.world, name);
      const found = installationsOf(call).find((one) => repo !== undefined && holds(one, repo));
      if (found === undefined) throw notFound();
      return ok(installationJson(call.world, found));
    },
  },
  {
    method: 'POST',
    path: '/app/installations/{installation_id}/access_tokens',
    as: 'app',
    serve: (call) => ok(issueToken(call, installation(call)), 201),
  },
  {
    method: 'GET',
    path: '/installation/repositories',
    as: 'installation',
    serve: (call) => {
      const { actor, world } = call;
      if (actor.kind !== 'installation') throw notFound();
      const { token } = actor;
      const all = repositoriesIn(world, token.installation).filter(
        (repo) => token.repositories === 'all' || token.repositories.has(repo.id),
      );
      return ok({
        total_count: all.length,
        repository_selection: token.repositories === 'all' ? 'all' : 'selected',
        repositories: page(call, all).map((repo) => repositoryJson(world, repo)),
      });
    },
  },
  {
    method: 'GET',
    path: '/app/hook/config',
    as: 'app',
    serve: (call) => {
      const { webhookUrl, webhookSecret } = ownApp(call);
      return ok({
        content_type: 'json',
        insecure_ssl: '0',
        ...(webhookSecret === '' ? {} : { secret: '********' }),
        ...(webhookUrl === undefined ? {} : { url: webhookUrl }),
      });
    },
  },
  {
    method: 'GET',
    path: '/app/hook/deliveries',
    as: 'app',
    serve: (call) => {
      const size = Math.min(Number(call.query['per_page'] ?? 30) || 30, 100);
      const before = Number(call.query['cursor'] ?? Number.POSITIVE_INFINITY);
      const { status } = call.query;
      const newest = deliveriesOf(call)
        .filter((one) => one.id < before)
        .filter(
          (one) => status === undefined || status === (one.status === 'OK' ? 'success' : 'failure'),
        )
        .sort((a, b) => b.id - a.id);
      const shown = newest.slice(0, size);
      const last = shown.at(-1);
      if (newest.length > size && last !== undefined) {
        const query = new URLSearchParams({ ...call.query, cursor: String(last.id) });
        call.headers['link'] = `<${call.base}${call.path}?${query.toString()}>; rel="next"`;
      }
      return ok(shown.map(deliveryJson));
    },
  },
  {
    method: 'GET',
    path: '/app/hook/deliveries/{delivery_id}',
    as: 'app',
    serve: (call) => {
      const delivery = deliveryOf(call);
      return ok({
        ...deliveryJson(delivery),
        ...(delivery.app.webhookUrl === undefined ? {} : { url: delivery.app.webhookUrl }),
        request: { headers: delivery.requestHeaders, payload: delivery.payload },
        response: { headers: delivery.responseHeaders, payload: delivery.answer },
      });
    },
  },
  {
    method: 'POST',
    path: '/app/hook/deliveries/{delivery_id}/attempts',
    as: 'app',
    serve: (call) => {
      void call.world.deliveries.redeliver(deliveryOf(call).id);
      return ok({}, 202);
    },
  },
];

function holds(one: Installation, repo: Repository): boolean {
  return one.repositories === 'all'
    ? one.account.id === repo.owner.id
    : one.repositories.has(repo.id);
}

function ownApp(call: Call) {
  const app = appOf(call.actor);
  if (app === null) throw notFound();
  return app;
}

function installationsOf(call: Call): Installation[] {
  const app = ownApp(call);
  return call.world.installations.filter((one) => one.app === app);
}

function installation(call: Call): Installation {
  const id = Number(call.params['installation_id']);
  const found = installationsOf(call).find((one) => one.id === id);
  if (found === undefined) throw notFound();
  return found;
}

function repositoriesIn(world: World, one: Installation): Repository[] {
  return world.repositories.filter((repo) => holds(one, repo));
}

/** Deliveries are kept for thirty days and seen once they were attempted. */
function deliveriesOf(call: Call): Delivery[] {
  const app = ownApp(call);
  return call.world.deliveries.all.filter((one) => one.app === app && one.statusCode !== null);
}

function deliveryOf(call: Call): Delivery {
  const id = Number(call.params['delivery_id']);
  const found = deliveriesOf(call).find((one) => one.id === id);
  if (found === undefined) throw new Refusal(400, 'Invalid delivery id');
  return found;
}

/** A token for an hour, narrowed to what was asked for, never wider than the installation. */
function issueToken(call: Call, one: Installation): Record<string, unknown> {
  const { world } = call;
  const asked = (call.body ?? {}) as {
    repositories?: string[];
    repository_ids?: number[];
    permissions?: Permissions;
  };
  const inside = repositoriesIn(world, one);
  const narrowed = asked.repositories !== undefined || asked.repository_ids !== undefined;
  const chosen = inside.filter(
    (repo) =>
      asked.repositories?.includes(repo.name) === true ||
      asked.repository_ids?.includes(repo.id) === true,
  );
  const count = (asked.repositories?.length ?? 0) + (asked.repository_ids?.length ?? 0);
  if (narrowed && chosen.length !== count) {
    throw new Refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  }
  const permissions = asked.permissions ?? one.permissions;
  for (const [name, access] of Object.entries(permissions)) {
    const held = one.permissions[name];
    if (name !== 'metadata' && held !== 'write' && held !== access) {
      throw new Refusal(422, 'The permissions requested are not granted to this installation.');
    }
  }
  const value = newToken('ghs_');
  const expiresAt = new Date(world.clock.now().getTime() + HOUR);
  const repositories = narrowed ? new Set(chosen.map((repo) => repo.id)) : one.repositories;
  world.tokens.set(value, {
    kind: 'installation',
    value,
    installation: one,
    permissions,
    repositories,
    expiresAt,
  });
  return {
    token: value,
    expires_at: iso(expiresAt),
    permissions,
    repository_selection: repositories === 'all' ? 'all' : 'selected',
    ...(narrowed ? { repositories: chosen.map((repo) => repositoryJson(world, repo)) } : {}),
  };
}
