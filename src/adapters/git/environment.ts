import { devNull } from 'node:os';

export type Environment = Record<string, string>;

/** What people set so that git may reach, or must not reach, something. */
const ACCESS =
  /^GIT_(?:SSH.*|SSL_.*|HTTP_.*|PROXY_.*|ASKPASS|EXEC_PATH|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|CONFIG_.*)$/;

const ALWAYS: Environment = {
  LC_ALL: 'C',
  LANGUAGE: '',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
};

/** For finding the repository: GIT_DIR and its like count, as they do for git itself. */
export function discoveryEnvironment(env: NodeJS.ProcessEnv): Environment {
  return { ...pick(env, () => true), ...ALWAYS };
}

/**
 * For the user's repository once it is found. A hook's GIT_DIR, GIT_INDEX_FILE and GIT_PREFIX
 * are gone; how to reach remotes and which folders are safe stays.
 */
export function repositoryEnvironment(env: NodeJS.ProcessEnv): Environment {
  return { ...pick(env, (name) => !name.startsWith('GIT_') || ACCESS.test(name)), ...ALWAYS };
}

/** For our own object view: nobody's configuration, attributes or remotes reach in. */
export function isolatedEnvironment(env: NodeJS.ProcessEnv): Environment {
  return {
    ...pick(env, (name) => !name.startsWith('GIT_') || name === 'GIT_EXEC_PATH'),
    ...ALWAYS,
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_SYSTEM: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_LITERAL_PATHSPECS: '1',
  };
}

function pick(env: NodeJS.ProcessEnv, keep: (name: string) => boolean): Environment {
  const kept: Environment = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && keep(name)) kept[name] = value;
  }
  return kept;
}
