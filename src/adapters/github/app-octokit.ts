import { ProbotOctokit } from 'probot';

/**
 * Probot's Octokit as the App uses it: hand it to `new Probot({ Octokit })`. Its throttling would
 * put 1 s between writes and 3 s between those that notify, for all installations together; here
 * `write-spacing.ts` keeps GitHub's documented limits for each. Its retries would repeat a write
 * whose answer was lost; here each write is looked for first.
 */
export const AppOctokit = ProbotOctokit.defaults((options: Record<string, unknown>) => ({
  ...options,
  throttle: { enabled: false },
  retry: { enabled: false },
}));
