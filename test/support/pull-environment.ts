import { join } from 'node:path';
import type { ClaudeStandIn } from './claude/server.ts';
import type { GitHubStandIn } from './github/stand-in.ts';

/** What `backline pr` is told of the stand-ins, with a token, and where it keeps things. */
export function pullEnvironment(
  { github, claude }: { github: GitHubStandIn; claude: ClaudeStandIn },
  token: string,
  folder: string,
): Record<string, string> {
  return {
    GITHUB_TOKEN: token,
    GITHUB_SERVER_URL: github.origin,
    GITHUB_API_URL: github.apiUrl,
    GH_HOST: new URL(github.origin).host,
    BACKLINE_DATA: join(folder, 'data'),
    ANTHROPIC_API_KEY: 'sk-test',
    ANTHROPIC_BASE_URL: claude.url,
  };
}
