import { accountOfActor, appOf } from '../auth.ts';
import { checkRunEvent } from '../events.ts';
import { invalid, notFound, ok, page, Refusal, type Reply, type RepositoryCall } from '../http.ts';
import { resolveCommit } from '../history.ts';
import { checkRunJson, listedSuiteJson } from '../json/check.ts';
import { readCommit } from '../json/commit.ts';
import type { RepositoryRoute } from '../router.ts';
import type { App, CheckRun, CheckSuite } from '../model.ts';
import { commitAt } from './repositories.ts';

export const checkRoutes: RepositoryRoute[] = [
  {
    method: 'POST',
    path: '/check-runs',
    needs: ['checks:write'],
    appsOnly: true,
    serve: create,
  },
  {
    method: 'PATCH',
    path: '/check-runs/{check_run_id}',
    needs: ['checks:write'],
    appsOnly: true,
    serve: update,
  },
  {
    method: 'GET',
    path: '/check-runs/{check_run_id}',
    needs: ['checks:read'],
    serve: (call) => ok(checkRunJson(call.world, runAt(call))),
  },
  {
    method: 'GET',
    path: '/commits/{ref}/check-runs',
    needs: ['checks:read'],
    serve: listForRef,
  },
  {
    method: 'GET',
    path: '/commits/{ref}/check-suites',
    needs: ['checks:read'],
    serve: async (call) => {
      const { world, repo, query } = call;
      const sha = await commitAt(call, call.params['ref'] ?? '');
      const commit = await readCommit(repo.dir, sha);
      const suites = repo.checkSuites.filter(
        (one) =>
          one.headSha === sha &&
          (query['app_id'] === undefined || String(one.app.id) === query['app_id']),
      );
      return ok({
        total_count: suites.length,
        check_suites: page(call, suites).map((one) => listedSuiteJson(world, repo, one, commit)),
      });
    },
  },
  {
    method: 'POST',
    path: '/check-runs/{check_run_id}/rerequest',
    needs: ['checks:write'],
    role: 'write',
    serve: (call) => {
      const run = runAt(call);
      if (run.status !== 'completed') {
        throw new Refusal(422, 'This check run is not rerequestable');
      }
      checkRunEvent(call.world, run, 'rerequested', accountOfActor(call.actor));
      return ok({}, 201);
    },
  },
];

interface Asked {
  name?: string;
  head_sha?: string;
  details_url?: string;
  external_id?: string;
  status?: string;
  conclusion?: string;
  started_at?: string;
  completed_at?: string;
  output?: { title?: string; summary?: string; text?: string; annotations?: unknown[] };
  actions?: unknown[];
}

async function create(call: RepositoryCall): Promise<Reply> {
  const { world, repo } = call;
  const asked = call.body as Asked & { name: string; head_sha: string };
  const app = owner(call);
  if ((await resolveCommit(repo.dir, asked.head_sha)) === null) {
    throw new Refusal(422, `No commit found for SHA: ${asked.head_sha}`);
  }
  const run: CheckRun = {
    id: world.nextId(),
    repo,
    app,
    suite: suiteOf(call, app, asked.head_sha),
    name: asked.name,
    headSha: asked.head_sha,
    externalId: '',
    detailsUrl: `${world.origin}/apps/${app.slug}`,
    status: 'queued',
    conclusion: null,
    startedAt: world.clock.now(),
    completedAt: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
    actions: [],
  };
  apply(call, run, asked);
  repo.checkRuns.push(run);
  checkRunEvent(world, run, 'created', accountOfActor(call.actor));
  if (run.status === 'completed') announce(call, run);
  return ok(checkRunJson(world, run), 201);
}

function update(call: RepositoryCall): Reply {
  const run = runAt(call);
  if (run.app !== owner(call)) throw new Refusal(403, 'Invalid app_id `' + run.app.id + '`');
  const before = run.status;
  apply(call, run, call.body as Asked);
  if (run.status === 'completed' && before !== 'completed') announce(call, run);
  return ok(checkRunJson(call.world, run));
}

/** A conclusion completes a run; a completed run needs a conclusion. */
function apply(call: RepositoryCall, run: CheckRun, asked: Asked): void {
  const { output } = asked;
  if (asked.status === 'completed' && asked.conclusion === undefined && run.conclusion === null) {
    throw invalid('CheckRun', 'conclusion', 'is required when status is completed');
  }
  for (const [field, text] of Object.entries({ summary: output?.summary, text: output?.text })) {
    if (text !== undefined && Buffer.byteLength(text) > 65_535) {
      throw invalid(
        'CheckRun',
        field,
        `Only 65535 characters are allowed; ${text.length} were supplied.`,
      );
    }
  }
  if ((output?.annotations?.length ?? 0) > 50) {
    throw invalid('CheckRun', 'annotations', 'exceeds a maximum quantity of 50');
  }
  if (asked.name !== undefined) run.name = asked.name;
  if (asked.external_id !== undefined) run.externalId = asked.external_id;
  if (asked.details_url !== undefined) run.detailsUrl = asked.details_url;
  if (asked.started_at !== undefined) run.startedAt = new Date(asked.started_at);
  if (asked.actions !== undefined) run.actions = asked.actions;
  // One that has ended takes a new text alone, and says nothing of it.
  const hasEnded = run.status === 'completed';
  if (asked.status !== undefined && !hasEnded) run.status = asked.status;
  if (asked.conclusion !== undefined && !hasEnded) {
    run.status = 'completed';
    run.conclusion = asked.conclusion;
    run.completedAt =
      asked.completed_at === undefined ? call.world.clock.now() : new Date(asked.completed_at);
  }
  if (output !== undefined) {
    const {
      title = run.output.title,
      summary = run.output.summary,
      text = run.output.text,
    } = output;
    run.output = { title, summary, text };
    run.annotations.push(...(output.annotations ?? []));
  }
}

async function listForRef(call: RepositoryCall): Promise<Reply> {
  const { query, repo } = call;
  const sha = await commitAt(call, call.params['ref'] ?? '');
  const found = repo.checkRuns.filter(
    (run) =>
      run.headSha === sha &&
      (query['check_name'] === undefined || run.name === query['check_name']) &&
      (query['status'] === undefined || run.status === query['status']) &&
      (query['app_id'] === undefined || String(run.app.id) === query['app_id']),
  );
  const newest = found.reverse();
  // By default only the latest run of a name in a suite is listed.
  const shown =
    query['filter'] === 'all'
      ? newest
      : newest.filter(
          (run, i) => newest.findIndex((o) => o.suite === run.suite && o.name === run.name) === i,
        );
  return ok({
    total_count: shown.length,
    check_runs: page(call, shown).map((run) => checkRunJson(call.world, run)),
  });
}

function announce(call: RepositoryCall, run: CheckRun): void {
  checkRunEvent(call.world, run, 'completed', accountOfActor(call.actor));
}

function suiteOf({ world, repo }: RepositoryCall, app: App, headSha: string): CheckSuite {
  const known = repo.checkSuites.find((one) => one.app === app && one.headSha === headSha);
  if (known !== undefined) return known;
  const pull = repo.pulls.find((one) => one.headSha === headSha && one.headRepo === repo);
  const headBranch = pull?.headRef ?? null;
  const suite = { id: world.nextId(), app, headSha, headBranch, createdAt: world.clock.now() };
  repo.checkSuites.push(suite);
  return suite;
}

function runAt(call: RepositoryCall): CheckRun {
  const id = Number(call.params['check_run_id']);
  const run = call.repo.checkRuns.find((one) => one.id === id);
  if (run === undefined) throw notFound();
  return run;
}

function owner(call: RepositoryCall): App {
  const app = appOf(call.actor);
  if (app === null) throw new Refusal(403, 'You must authenticate via a GitHub App.');
  return app;
}
