import { accountOfActor } from '../auth.ts';
import { notFound, ok, page, type RepositoryCall } from '../http.ts';
import { reactionJson } from '../json/comment.ts';
import { react } from '../reacting.ts';
import type { RepositoryRoute } from '../router.ts';
import type { Reaction } from '../model.ts';
import { issueCommentAt } from './issues.ts';
import { pullAt } from './pulls.ts';
import { commentAt } from './review-comments.ts';

type Target = (call: RepositoryCall) => { reactions: Reaction[] };

// Reacting to a comment in the conversation wants `issues`: GitHub's documentation lists these
// operations under Issues alone, unlike the comments themselves.
export const reactionRoutes: RepositoryRoute[] = [
  ...routesFor('/issues/comments/{comment_id}', 'issues', issueCommentAt),
  ...routesFor('/issues/{issue_number}', 'issues', pullAt),
  ...routesFor('/pulls/comments/{comment_id}', 'pull_requests', commentAt),
];

function routesFor(path: string, permission: string, target: Target): RepositoryRoute[] {
  return [
    {
      method: 'GET',
      path: `${path}/reactions`,
      needs: [`${permission}:read`],
      serve: (call) => {
        const { content } = call.query;
        const all = target(call).reactions.filter(
          (one) => content === undefined || one.content === content,
        );
        return ok(page(call, all).map((one) => reactionJson(call.world, one)));
      },
    },
    {
      method: 'POST',
      path: `${path}/reactions`,
      needs: [`${permission}:write`],
      serve: (call) => {
        const { content } = call.body as { content: string };
        const user = accountOfActor(call.actor);
        const { reaction, added } = react(call.world, target(call), user, content);
        return ok(reactionJson(call.world, reaction), added ? 201 : 200);
      },
    },
    {
      method: 'DELETE',
      path: `${path}/reactions/{reaction_id}`,
      needs: [`${permission}:write`],
      serve: (call) => {
        const on = target(call);
        const id = Number(call.params['reaction_id']);
        const user = accountOfActor(call.actor);
        const found = on.reactions.find((one) => one.id === id && one.user.id === user.id);
        if (found === undefined) throw notFound();
        on.reactions = on.reactions.filter((one) => one !== found);
        return { status: 204 };
      },
    },
  ];
}
