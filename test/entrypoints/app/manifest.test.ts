import type { Probot } from 'probot';
import { expect, it } from 'vitest';
import { createApp } from '../../../src/entrypoints/app/create-app.ts';
import { readManifest } from '../../../src/entrypoints/app/registration.ts';

it('app.yml subscribes to exactly the events that the App listens to', () => {
  const heard: string[] = [];
  const app = { on: (names: string[]) => heard.push(...names) } as unknown as Probot;
  const queue = { add: () => Promise.resolve(true), stop: () => Promise.resolve() };
  const nothing = (): void => undefined;
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const load = createApp({ queue, slug: 'backline', isReady: () => true, log });
  load(app, { addHandler: nothing });
  expect(readManifest().default_events.toSorted()).toEqual(heard.toSorted());
});

it('app.yml asks for no more than each permission that something needs', () => {
  // Of events: what GitHub wants for a subscription. Of requests: what it wants for each.
  const needs = [
    { contents: 'read', because: 'git fetch, the base branch files' },
    { metadata: 'read', because: 'mandatory' },
    { checks: 'write', because: 'POST check-runs, check_run.rerequested' },
    { issues: 'write', because: 'issue_comment, reactions to it' },
    { pull_requests: 'write', because: 'POST reviews, pull_request and its kin' },
    { merge_queues: 'read', because: 'merge_group' },
  ];
  const { default_permissions } = readManifest();
  const merged = Object.assign({}, ...needs) as Record<string, string>;
  delete merged['because'];
  expect(default_permissions).toEqual(merged);
});
