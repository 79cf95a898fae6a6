import picomatch from 'picomatch';
import type { Config } from '../config/config.ts';

/** What is known of a pull request before anything is read. */
export interface PullFacts {
  draft: boolean;
  author: { login: string; isBot: boolean };
  labels: readonly string[];
  baseBranch: string;
}

/** Why a pull request is left alone. */
export type LeftAlone = 'draft' | 'dependency-bot' | 'author' | 'label' | 'branch' | 'push';

/**
 * Bots that raise versions. People's coding agents are bots too, and are reviewed like people, so
 * that the list names the few rather than all bots.
 */
const DEPENDENCY_BOTS = new Set([
  'dependabot',
  'dependabot-preview',
  'renovate',
  'renovate-bot',
  'mend-bolt-for-github',
  'snyk-bot',
  'pyup-bot',
  'greenkeeper',
  'depfu',
  'scala-steward',
  'pre-commit-ci',
  'github-actions-version-updater',
]);

/**
 * Whether a pull request is reviewed without being asked; null for yes. What a person asks for is
 * always done.
 */
export function leftAlone(facts: PullFacts, config: Config, isPush: boolean): LeftAlone | null {
  const { on } = config;
  if (facts.draft && !on.draft) return 'draft';
  const login = facts.author.login.replace(/\[bot\]$/, '');
  const named = on.authors.some((glob) => !glob.startsWith('!') && picomatch(glob)(login));
  if (DEPENDENCY_BOTS.has(login.toLowerCase()) && !named) return 'dependency-bot';
  if (!admits(on.authors, [facts.author.login, login])) return 'author';
  if (!admits(on.labels, facts.labels)) return 'label';
  if (!admits(on.branches, [facts.baseBranch])) return 'branch';
  return isPush && on.push === 'off' ? 'push' : null;
}

/** `!` globs leave out; of the others, if there are any, one has to match. */
function admits(globs: readonly string[], values: readonly string[]): boolean {
  const matches = (glob: string): boolean => values.some((value) => picomatch(glob)(value));
  if (globs.some((glob) => glob.startsWith('!') && matches(glob.slice(1)))) return false;
  const wanted = globs.filter((glob) => !glob.startsWith('!'));
  return wanted.length === 0 || wanted.some(matches);
}
