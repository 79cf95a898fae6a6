import { accountOfActor, appOf } from '../auth.ts';
import { issueCommentEvent, pullEvent } from '../events.ts';
import { invalid, notFound, ok, page, Refusal, type Reply, type RepositoryCall } from '../http.ts';
import { issueCommentJson } from '../json/comment.ts';
import { labelJson } from '../json/repository.ts';
import { countContent } from '../rate-limit.ts';
import { addIssueComment } from '../reviewing.ts';
import type { RepositoryRoute } from '../router.ts';
import type { IssueComment, Label, Repository } from '../model.ts';
import { atLeast, roleIn, type World } from '../state.ts';
import { pullAt } from './pulls.ts';

// Comments on a pull request go with either permission; GitHub's documentation lists them under both.
const READ = ['issues:read', 'pull_requests:read'];
const WRITE = ['issues:write', 'pull_requests:write'];

export const issueRoutes: RepositoryRoute[] = [
  {
    method: 'GET',
    path: '/issues/{issue_number}/comments',
    needs: READ,
    serve: (call) => {
      const since = call.query['since'];
      const comments = pullAt(call).comments.filter(
        (one) => since === undefined || one.updatedAt >= new Date(since),
      );
      return ok(page(call, comments).map((one) => issueCommentJson(call.world, one)));
    },
  },
  {
    method: 'POST',
    path: '/issues/{issue_number}/comments',
    needs: WRITE,
    serve: (call) => {
      const { body } = call.body as { body: string };
      countContent(call.world, call.actor);
      refuseBody(call, body);
      const user = accountOfActor(call.actor);
      const author = { user, app: appOf(call.actor) };
      const comment = addIssueComment(call.world, pullAt(call), author, body);
      issueCommentEvent(call.world, comment, 'created', user);
      return ok(issueCommentJson(call.world, comment), 201);
    },
  },
  {
    method: 'GET',
    path: '/issues/comments/{comment_id}',
    needs: READ,
    serve: (call) => ok(issueCommentJson(call.world, issueCommentAt(call))),
  },
  {
    method: 'PATCH',
    path: '/issues/comments/{comment_id}',
    needs: WRITE,
    serve: (call) => {
      const comment = ownCommentAt(call);
      const { body } = call.body as { body: string };
      refuseBody(call, body);
      const from = comment.body;
      comment.body = body;
      comment.updatedAt = call.world.clock.now();
      issueCommentEvent(call.world, comment, 'edited', accountOfActor(call.actor), {
        changes: { body: { from } },
      });
      return ok(issueCommentJson(call.world, comment));
    },
  },
  {
    method: 'DELETE',
    path: '/issues/comments/{comment_id}',
    needs: WRITE,
    serve: (call) => {
      const comment = ownCommentAt(call);
      comment.pull.comments = comment.pull.comments.filter((one) => one !== comment);
      issueCommentEvent(call.world, comment, 'deleted', accountOfActor(call.actor));
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    path: '/issues/{issue_number}/labels',
    needs: READ,
    serve: (call) =>
      ok(page(call, pullAt(call).labels).map((one) => labelJson(call.world, call.repo, one))),
  },
  {
    method: 'POST',
    path: '/issues/{issue_number}/labels',
    needs: WRITE,
    role: 'triage',
    serve: addLabels,
  },
  {
    method: 'DELETE',
    path: '/issues/{issue_number}/labels/{name}',
    needs: WRITE,
    role: 'triage',
    serve: async (call) => {
      const pull = pullAt(call);
      const label = pull.labels.find((one) => one.name === call.params['name']);
      if (label === undefined) throw new Refusal(404, 'Label does not exist');
      pull.labels = pull.labels.filter((one) => one !== label);
      await pullEvent(call.world, pull, 'unlabeled', accountOfActor(call.actor), { label });
      return ok(pull.labels.map((one) => labelJson(call.world, call.repo, one)));
    },
  },
];

/** The comment on a pull request's conversation that a path names. */
export function issueCommentAt(call: RepositoryCall): IssueComment {
  const id = Number(call.params['comment_id']);
  const comment = call.repo.pulls.flatMap((one) => one.comments).find((one) => one.id === id);
  if (comment === undefined) throw notFound();
  return comment;
}

/** The label of that name, made when the repository has none. */
export function labelOf(world: World, repo: Repository, name: string): Label {
  const known = repo.labels.find((one) => one.name === name);
  if (known !== undefined) return known;
  const label = { id: world.nextId(), name, color: 'ededed' };
  repo.labels.push(label);
  return label;
}

async function addLabels(call: RepositoryCall): Promise<Reply> {
  const pull = pullAt(call);
  const body = call.body as { labels?: (string | { name: string })[] } | string[];
  const asked = Array.isArray(body) ? body : (body.labels ?? []);
  for (const one of asked) {
    const label = labelOf(call.world, call.repo, typeof one === 'string' ? one : one.name);
    if (pull.labels.includes(label)) continue;
    pull.labels.push(label);
    await pullEvent(call.world, pull, 'labeled', accountOfActor(call.actor), { label });
  }
  return ok(pull.labels.map((one) => labelJson(call.world, call.repo, one)));
}

function refuseBody(call: RepositoryCall, body: string): void {
  if (body.trim() === '') throw invalid('IssueComment', 'body', "Body can't be blank");
  const { body: most } = call.world.limits;
  if (body.length > most) {
    throw invalid('IssueComment', 'body', `body is too long (maximum is ${most} characters)`);
  }
}

function ownCommentAt(call: RepositoryCall): IssueComment {
  const comment = issueCommentAt(call);
  const account = accountOfActor(call.actor);
  const own = account.id === comment.user.id;
  if (!own && !atLeast(roleIn(call.repo, account), 'write')) {
    throw new Refusal(403, 'Must have admin rights to Repository.');
  }
  return comment;
}
