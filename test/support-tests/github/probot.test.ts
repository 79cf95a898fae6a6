import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNodeMiddleware, Probot, ProbotOctokit } from 'probot';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSmallPull, REPO, type Scene, startScene } from './scene.ts';

let scene: Scene;
let stop: () => void;
const heard: string[] = [];

beforeEach(async () => {
  scene = await startScene();
  heard.length = 0;
  const { app, github } = scene;
  const probot = new Probot({
    appId: app.id,
    privateKey: app.privateKey,
    secret: app.webhookSecret,
    baseUrl: github.apiUrl,
    logLevel: 'fatal',
    Octokit: ProbotOctokit.defaults((options: object) => ({
      ...options,
      throttle: { enabled: false },
      retry: { enabled: false },
    })),
  });
  const middleware = await createNodeMiddleware(
    (robot) => {
      robot.on(['pull_request.opened', 'pull_request.synchronize'], async (context) => {
        heard.push(context.payload.action);
        await context.octokit.rest.issues.createComment(
          context.issue({ body: `Seen ${context.payload.pull_request.head.sha}` }),
        );
      });
      robot.on('issue_comment.created', (context) => {
        heard.push(`comment by ${String(context.payload.comment.user?.login)}`);
      });
    },
    { probot, webhooksPath: '/hook' },
  );
  const server = createServer((request, response) => void middleware(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  app.webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
});
afterEach(async () => {
  stop();
  await scene.github.close();
});

it('serves a Probot App from webhook to comment, and tells it of its own comment', async () => {
  const { github } = scene;
  const number = await openSmallPull(scene);
  await github.idle();
  const first = (await github.pull(REPO, number)).head;
  const second = await github.push(REPO, { branch: 'topic', files: { 'src/c.ts': 'c\n' } });
  await github.idle();
  const { issueComments } = await github.pull(REPO, number);
  expect(issueComments.map((one) => [one.user, one.body])).toEqual([
    ['backline[bot]', `Seen ${first}`],
    ['backline[bot]', `Seen ${second}`],
  ]);
  const own = 'comment by backline[bot]';
  expect(heard).toEqual(['opened', own, 'synchronize', own]);
  expect(github.violations).toEqual([]);
});

it('shows that Probot refuses what is not signed with its secret', async () => {
  const { app, github } = scene;
  await openSmallPull(scene);
  await github.idle();
  const opened = github.deliveries.find((one) => one.event === 'pull_request');
  const payload = opened?.payload ?? {};
  heard.length = 0;
  const answers = [
    await app.deliver('pull_request', payload, { signature: 'wrong' }),
    await app.deliver('pull_request', payload, { signature: 'missing' }),
    await app.deliver('pull_request', payload, { secret: 'of another App' }),
  ];
  expect(answers.map((one) => one.statusCode)).toEqual([400, 400, 400]);
  expect(heard).toEqual([]);
});
