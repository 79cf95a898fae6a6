import { z } from 'zod';

/** A payload that lacks what GitHub always sends: nothing is done with it. */
export class PayloadError extends Error {
  override name = 'PayloadError';
}

// Only what is read, so that GitHub may add whatever it likes.
const count = z.int().positive();
/** GitHub's own rule for both; they end up in request paths. */
const ownerName = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/);
const repositoryName = z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/);
const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);

const frame = {
  action: z.string(),
  installation: z.object({ id: count }),
  repository: z.object({
    id: count,
    name: repositoryName,
    owner: z.object({ login: ownerName }),
  }),
  sender: z.object({ login: z.string() }),
};

const user = z.object({
  login: z.string(),
  type: z.enum(['User', 'Bot', 'Organization', 'Mannequin']).catch('Bot'),
});
const app = z.object({ slug: z.string().optional() }).nullish();
/** Null is the ghost of a deleted account; a body can be missing in a review. */
const comment = z.object({
  id: count,
  node_id: z.string(),
  user: user.nullable(),
  body: z.string().nullish(),
  in_reply_to_id: count.nullish(),
  performed_via_github_app: app,
});
const pull = z.object({ number: count });
/** Of a branch that is in pull requests of several repositories, each with its base. */
const pullsOfCheck = z.array(
  z.object({ number: count, base: z.object({ repo: z.object({ id: count }) }) }),
);

export const anyPayload = z.object({ action: z.string() });
export const pullRequestPayload = z.object({
  ...frame,
  pull_request: pull,
  changes: z.object({ base: z.unknown().optional() }).optional(),
});
export const checkRunPayload = z.object({
  ...frame,
  check_run: z.object({ app, external_id: z.string().nullish(), pull_requests: pullsOfCheck }),
});
export const checkSuitePayload = z.object({
  ...frame,
  check_suite: z.object({ app, pull_requests: pullsOfCheck }),
});
export const mergeGroupPayload = z.object({ ...frame, merge_group: z.object({ head_sha: sha }) });
export const issueCommentPayload = z.object({
  ...frame,
  issue: z.object({ number: count, pull_request: z.unknown().optional() }),
  comment,
});
export const reviewPayload = z.object({ ...frame, pull_request: pull, review: comment });
export const reviewCommentPayload = z.object({ ...frame, pull_request: pull, comment });

export type Frame = z.infer<z.ZodObject<typeof frame>>;
export type Comment = z.infer<typeof comment>;
export type PullsOfCheck = z.infer<typeof pullsOfCheck>;

/** Reads a payload; throws a PayloadError that names the first fields that are not as they should be. */
export function readPayload<T>(schema: z.ZodType<T>, event: string, payload: unknown): T {
  const read = schema.safeParse(payload);
  if (read.success) return read.data;
  const wrong = read.error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.') || 'payload'}: ${message}`);
  throw new PayloadError(`the ${event} event can't be read (${wrong.join('; ')})`);
}
