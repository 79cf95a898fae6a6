import { devNull } from 'node:os';
import type { Environment } from './environment.ts';

/** How to run programs and reach servers; nothing else of ours is shown to git. */
const PASSED =
  /^(?:PATH|TMPDIR|TEMP|TMP|SYSTEMROOT|(?:https?|all|no)_proxy|SSL_CERT_(?:FILE|DIR)|CURL_CA_BUNDLE|GIT_SSL_(?:CAINFO|CAPATH)|GIT_EXEC_PATH)$/i;

/**
 * For git in a mirror: nobody's configuration, no stored credentials (`HOME` leads to no .netrc),
 * no traces and no prompts.
 */
export function mirrorEnvironment(
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
): Environment {
  const passed: Environment = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && PASSED.test(name)) passed[name] = value;
  }
  return {
    ...passed,
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_DIR: folder,
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_SYSTEM: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
  };
}
