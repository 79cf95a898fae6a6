/** A pull request and the installation that may read it. */
export interface PullPlace {
  installation: number;
  owner: string;
  repo: string;
  number: number;
}

/** What GitHub says happened to a pull request and that wants a look at its code. */
export type ReviewReason =
  | 'opened'
  | 'reopened'
  | 'ready_for_review'
  | 'push'
  | 'base_changed'
  | 'rerequested';

/** A person's comment: one that holds a command, or an answer in a thread on the diff. */
export interface CommentPlace {
  kind: 'issue-comment' | 'review-comment' | 'review';
  id: number;
  nodeId: string;
  author: string;
  body: string;
  /** Of a reply in a thread: the comment that the thread starts with. */
  inReplyTo?: number;
}

/** What an event asks for. Whether it is granted is decided later, with the base's configuration. */
export type Trigger =
  | { kind: 'review'; reason: ReviewReason; pulls: [PullPlace, ...PullPlace[]] }
  | { kind: 'stop'; pull: PullPlace }
  | { kind: 'command'; pull: PullPlace; comment: CommentPlace }
  /** Whether the thread starts with a comment of ours is read later. */
  | { kind: 'reply'; pull: PullPlace; comment: CommentPlace }
  | { kind: 'merge_group'; installation: number; owner: string; repo: string; head: string };

/** The events that are listened to; the App's manifest subscribes to exactly these. */
export const APP_EVENTS = [
  'check_run',
  'check_suite',
  'issue_comment',
  'merge_group',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
] as const;

export type AppEvent = (typeof APP_EVENTS)[number];
