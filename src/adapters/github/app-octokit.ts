import { ProbotOctokit } from 'probot';

/** What Probot hands to its Octokit, as far as it is changed here. */
interface GivenOptions extends Record<string, unknown> {
  baseUrl?: string;
  auth?: { request?: { defaults(options: { baseUrl: string }): unknown } };
}

/**
 * Probot's Octokit as the App uses it: hand it to `new Probot({ Octokit })`. Its throttling would
 * put 1 s between writes and 3 s between those that notify, for all installations together; here
 * `writeSpacingIn` keeps GitHub's documented limits for each. Its retries would repeat a write
 * whose answer was lost; here each write is looked for first.
 *
 * What Probot has tokens asked for with knows no base URL: a token that is renewed, rather than
 * taken for a request, would be asked of github.com with the key of an Enterprise Server's App.
 */
export const AppOctokit = ProbotOctokit.defaults((options: GivenOptions) => {
  const { baseUrl, auth } = options;
  return {
    ...options,
    ...(baseUrl === undefined || auth?.request === undefined
      ? {}
      : { auth: { ...auth, request: auth.request.defaults({ baseUrl }) } }),
    throttle: { enabled: false },
    retry: { enabled: false },
  };
});
