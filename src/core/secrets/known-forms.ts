import { isPlaceholder, isRandom } from './placeholder.ts';
import type { Certainty, Secret } from './secret.ts';

interface Form {
  kind: string;
  certainty: Certainty;
  /** Texts of which every match holds one: most files have none, and none is cheap to know. */
  hints: readonly string[];
  /**
   * Its first group is the value where there is one. A repeat without an upper bound may stand only
   * where a failed try can't begin again at the next character, so that the search stays linear.
   */
  pattern: RegExp;
}

const start = String.raw`(?<![A-Za-z0-9_-])`;
const end = String.raw`(?![A-Za-z0-9_-])`;

function form(
  kind: string,
  hints: readonly string[],
  body: string,
  certainty: Certainty = 'certain',
): Form {
  return { kind, certainty, hints, pattern: new RegExp(`${start}(?:${body})${end}`, 'g') };
}

/** Issued forms that the packaged rules leave out or hold to one exact length. */
const FORMS: readonly Form[] = [
  form('AWS access key', ['AKIA', 'ASIA'], '(?:AKIA|ASIA)[A-Z2-7]{16}', 'likely'),
  form(
    'GitHub token',
    ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    'gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,120}',
  ),
  form('GitLab token', ['gl'], 'gl(?:pat|oas|dt|rt|cbt|ptt|ft|soat|agent)-[A-Za-z0-9_.-]{20,100}'),
  form('Google API key', ['AIza'], 'AIza[A-Za-z0-9_-]{35}'),
  form('Google OAuth secret', ['GOCSPX-'], 'GOCSPX-[A-Za-z0-9_-]{28}'),
  form('Anthropic API key', ['sk-ant-'], 'sk-ant-[A-Za-z0-9_-]{20,200}'),
  form('OpenAI API key', ['sk-'], 'sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,250}'),
  form(
    'Stripe key',
    ['k_live_', 'whsec_'],
    '(?:sk|rk)_live_[A-Za-z0-9]{16,250}|whsec_[A-Za-z0-9+/]{32,80}={0,2}',
  ),
  form('Telegram bot token', [':AA'], '[0-9]{8,10}:AA[A-Za-z0-9_-]{33}'),
  form('DigitalOcean token', ['_v1_'], 'do[opr]_v1_[0-9a-f]{64}'),
  form('PyPI token', ['pypi-AgE'], 'pypi-AgE[A-Za-z0-9_-]{50,500}'),
  form('RubyGems key', ['rubygems_'], 'rubygems_[0-9a-f]{48}'),
  form('Azure storage key', ['AccountKey='], '(?<=AccountKey=)[A-Za-z0-9+/]{86}=='),
  form('Mailgun key', ['key-'], 'key-[0-9a-f]{32}', 'likely'),
  {
    kind: 'AWS secret key',
    certainty: 'certain',
    hints: ['key', 'Key', 'KEY'],
    pattern:
      /secret_?access_?key["']?\s{0,8}(?::|=>|=)\s{0,8}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
  },
  form(
    'JSON Web Token',
    ['.eyJ'],
    String.raw`eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{16,}`,
    'possible',
  ),
  {
    kind: 'npm token',
    certainty: 'likely',
    hints: [':_authToken='],
    pattern: /(?<=:_authToken=)["']?([\w+/=.~-]{16,200})/g,
  },
];

/** A header's token has no form of its own, so it has to look drawn by chance. */
const BEARER = /(?<=\bBearer )[\w.~+/-]{24,2000}={0,2}/g;

/** Credentials whose own form gives them away. */
export function findKnownForms(text: string): Secret[] {
  const known = FORMS.filter(({ hints }) => hints.some((hint) => text.includes(hint))).flatMap(
    ({ kind, certainty, pattern }) =>
      [...text.matchAll(pattern)].flatMap((match): Secret[] => {
        const value = match[1] ?? match[0];
        if (isPlaceholder(value) || !/\d/.test(value)) return [];
        const from = match.index + match[0].indexOf(value);
        return [{ kind, certainty, start: from, end: from + value.length }];
      }),
  );
  const headers = [...text.matchAll(BEARER)].flatMap(({ 0: value, index }): Secret[] =>
    isPlaceholder(value) || !isRandom(value)
      ? []
      : [{ kind: 'bearer token', certainty: 'possible', start: index, end: index + value.length }],
  );
  return [...known, ...headers];
}
