import type { Publisher } from '../../ports/publisher.ts';
import type { GitHubClient } from './client.ts';
import type { Requests } from './requests.ts';

const ADD_REACTION = `
mutation React($subject: ID!, $content: ReactionContent!) {
  addReaction(input: { subjectId: $subject, content: $content }) { reaction { content } }
}`;

/** Adds a reaction; the same one a second time changes nothing, so that it may be sent again. */
export function createReactions(client: GitHubClient, requests: Requests): Publisher['react'] {
  return async ({ owner, repo }, target, content) => {
    await requests.repeat<unknown>((request) => {
      switch (target.kind) {
        case 'issue-comment': {
          const params = { owner, repo, comment_id: target.id, content, request };
          return client.rest.reactions.createForIssueComment(params);
        }
        case 'review-comment': {
          const params = { owner, repo, comment_id: target.id, content, request };
          return client.rest.reactions.createForPullRequestReviewComment(params);
        }
        case 'review':
          // REST knows no reaction to a review's body.
          return client.graphql(ADD_REACTION, {
            subject: target.nodeId,
            content: content.toUpperCase(),
            request,
          });
      }
    });
  };
}
