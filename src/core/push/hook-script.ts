import { createHash } from 'node:crypto';

/** What an installed hook was made with; written into it and read back from it. */
export interface HookSettings {
  /** Absolute paths of the Node program and of Backline's entry file. */
  node: string;
  program: string;
  strict: boolean;
  /** Seconds for the whole push. */
  maxTime: number;
  /** The hook that was there before, run first. */
  earlier: EarlierHook | null;
  /** True when the hooks folder was created for it. */
  ownFolder: boolean;
}

export interface EarlierHook {
  /** Its file name, in the same folder. */
  name: string;
  /**
   * The shell to run it with under the name `pre-push`, when it looks up its own name to know what
   * to do: `/bin/sh -e`. Null to start its file.
   */
  shell: string | null;
}

/** What a hook file is: of another tool, or ours; `edited` when it is not as it was written. */
export type HookFile = { ours: false } | { ours: true; settings: HookSettings; edited: boolean };

const MARKER = /^# backline-pre-push ([0-9a-f]{16})$/m;
const NO_SUM = '0'.repeat(16);

/** The POSIX sh script of the pre-push hook. */
export function formatHookScript(settings: HookSettings): string {
  const { strict, maxTime, earlier } = settings;
  const options = `--max-time ${maxTime}${strict ? ' --strict' : ''}`;
  const text = `#!/bin/sh
# backline-pre-push ${NO_SUM}
# Made by "backline hook install". "backline hook uninstall" brings back what was here before.
# To push without the review: BACKLINE_SKIP=1 git push, or git push --no-verify.
node=${quote(settings.node)}
program=${quote(settings.program)}
earlier=${quote(earlier?.name ?? '')}
earlier_shell=${quote(earlier?.shell ?? '')}
strict=${strict ? 1 : 0}
max_time=${maxTime}
own_folder=${settings.ownFolder ? 1 : 0}

folder=\${0%/*}
[ "$folder" != "$0" ] || folder=.
earlier_file=$folder/$earlier
if [ "\${BACKLINE_EARLIER_HOOK:-}" = "$earlier_file" ] && [ -n "$earlier" ]; then
  # The earlier hook started itself once more, under the name it believes to have.
  exec "$earlier_file" "$@"
fi

# A graphical program may start git with next to no PATH.
search=\${PATH:+$PATH:}/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin
refs=$(PATH=$search; cat; echo .)
refs=\${refs%.}

# git ignores a hook that is not executable, and so does this one.
if [ -n "$earlier" ] && [ -x "$earlier_file" ]; then
  if [ -n "$earlier_shell" ]; then
    printf '%s' "$refs" 2>/dev/null |
      BACKLINE_EARLIER_HOOK=$earlier_file $earlier_shell -c '. "$BACKLINE_EARLIER_HOOK"' "$0" "$@" || exit $?
  else
    printf '%s' "$refs" 2>/dev/null | "$earlier_file" "$@" || exit $?
  fi
fi

case \${BACKLINE_SKIP:-0} in
  0 | false | no) ;;
  *)
    echo 'backline: BACKLINE_SKIP is set, this push is not reviewed.' >&2
    exit 0
    ;;
esac
[ -n "$refs" ] || exit 0

PATH=$search:\${node%/*}
export PATH
set -- hook run pre-push ${options} -- "$@"
if [ -f "$program" ] && [ -x "$node" ]; then
  set -- "$node" "$program" "$@"
elif [ -f "$program" ] && command -v node >/dev/null 2>&1; then
  set -- node "$program" "$@"
elif [ -x ./node_modules/.bin/backline ]; then
  set -- ./node_modules/.bin/backline "$@"
elif command -v backline >/dev/null 2>&1; then
  set -- backline "$@"
else
  echo 'backline: the program is gone, this push is not reviewed. Install it again, or remove this hook:' "$0" >&2
  exit 0
fi

printf '%s' "$refs" 2>/dev/null | "$@"
code=$?
case $code in
  0 | 1 | ${strict ? '2 | 3 | ' : ''}130) exit $code ;;
esac
echo "backline: ended with code $code, the push goes on without a review." >&2
exit 0
`;
  return text.replace(NO_SUM, checksum(text));
}

/** Tells our hook from others, and reads what it was made with. */
export function readHookScript(text: string): HookFile {
  const sum = MARKER.exec(text)?.[1];
  if (sum === undefined) return { ours: false };
  const value = (name: string): string => {
    const match = new RegExp(`^${name}=(?:'((?:[^']|'\\\\'')*)'|(\\d+))$`, 'm').exec(text);
    return match?.[1]?.replaceAll("'\\''", "'") ?? match?.[2] ?? '';
  };
  const name = value('earlier');
  return {
    ours: true,
    edited: checksum(text.replace(sum, NO_SUM)) !== sum,
    settings: {
      node: value('node'),
      program: value('program'),
      strict: value('strict') === '1',
      maxTime: Number(value('max_time')),
      earlier: name === '' ? null : { name, shell: value('earlier_shell') || null },
      ownFolder: value('own_folder') === '1',
    },
  };
}

/**
 * The shell of a hook that reads its own file name to know which hook it is, null for others:
 * husky 9's (`. "$(dirname "$0")/h"`, where `h` does) and those with `basename "$0"` in them.
 */
export function shellToKeepName(text: string): string | null {
  const [, shell, option = ''] =
    /^#! ?(?:\/[\w/]*\/env )?([\w./-]*\b(?:ba|da)?sh)( -[a-z]+)?\s*$/m.exec(
      text.split('\n', 1)[0] ?? '',
    ) ?? [];
  if (shell === undefined) return null;
  const asks =
    /^\. "\$\(dirname (?:-- )?"\$0"\)\/h"/m.test(text) || /basename (?:-- )?"?\$\{?0/.test(text);
  return asks ? shell + option : null;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
