import type { FileFacts } from './facts.ts';
import type { Import } from './imports.ts';
import { BROWSER_MODULES, BROWSER_WORDS, browserWordsFirst, JSX } from './rules/browser-code.ts';
import { isBrowserPackage, isServerPackage } from './rules/packages.ts';
import {
  BROWSER_FOLDERS,
  FRONT_BELOW,
  FRONT_PACKAGE,
  FRONT_ROOT,
  FRONT_SRC,
  SERVER_BELOW,
  SERVER_FOLDERS,
  SHARED_FOLDERS,
} from './rules/places.ts';
import {
  DATABASE_WORDS,
  SERVER_MODULES,
  SERVER_WORDS,
  serverPlaces,
  serverUnits,
  serverWords,
} from './rules/server-frameworks.ts';

export interface ScriptVerdict {
  /** `shared`: both sides can run it. */
  side: 'server' | 'browser' | 'shared';
  reason: string;
  /** Nothing in the text says it, only the folder: the rest of the change may know better. */
  byPlace?: true;
}

/** How much of a script is searched for words of either side, in UTF-16 code units. */
const WORDS_LIMIT = 24 * 1024;
const SCRIPT = /\.[cm]?[jt]sx?$/;
const COMPONENT_FILE = /\.(vue|svelte|astro|marko|riot|gts|gjs|hbs\.js)$/;
const HOOK = /(?:^|\/)use(?:[A-Z]\w{0,80}|-[\w-]{1,80})\.[jt]sx?$/;
/** `UserCard`, as components are spelled; server folders are not. */
const COMPONENT_FOLDER = /^[A-Z][a-z]+(?:[A-Z][a-z]+)+$/;
const COMPONENT_NAMES: Record<string, string> = {
  vue: 'Vue component',
  svelte: 'Svelte component',
  astro: 'Astro page or component',
};

export function isScript(file: FileFacts): boolean {
  return SCRIPT.test(file.name) || COMPONENT_FILE.test(file.name);
}

/**
 * Which side a JavaScript or TypeScript file runs on, in this order: a directive that says it, a
 * place or a function that a framework reserves for the server, markup, what it imports and
 * touches, where it stands.
 */
export function judgeScript(file: FileFacts, imports: readonly Import[]): ScriptVerdict {
  const client = browserWordsFirst(file);
  if (client) return { side: 'browser', reason: client };
  const reserved = serverPlaces(file) ?? serverWords(file);
  if (reserved) return { side: 'server', reason: reserved };
  const component = COMPONENT_FILE.exec(file.name)?.[1];
  if (component) {
    return { side: 'browser', reason: COMPONENT_NAMES[component] ?? 'component' };
  }
  const sides = importedSides(imports);
  return judgeMarkup(file, sides) ?? judgeSignals(file, sides) ?? judgePlace(file);
}

function judgeMarkup(
  file: FileFacts,
  { server, browser }: ImportedSides,
): ScriptVerdict | undefined {
  const typed = /\.[jt]sx$/.test(file.name);
  if (!typed && !file.name.endsWith('.js')) return undefined;
  if (!JSX.test(file.text)) return undefined;
  if (!typed && !browser) return undefined;
  if (DATABASE_WORDS.test(file.text)) {
    return { side: 'server', reason: 'component that queries the database' };
  }
  const isServers = SERVER_BELOW.test(file.path) || (!browser && isServerPackage(server ?? ''));
  if (server && isServers) {
    return { side: 'server', reason: `server code (imports ${server})` };
  }
  return { side: 'browser', reason: 'component (JSX)' };
}

/** Imports are the stronger sign; words decide when they name both sides, or none. */
function judgeSignals(
  file: FileFacts,
  { server, browser }: ImportedSides,
): ScriptVerdict | undefined {
  if (server && !browser) return { side: 'server', reason: `server code (imports ${server})` };
  const code = file.text.slice(0, WORDS_LIMIT);
  const browserWord = firstMatch(BROWSER_WORDS, code);
  if (browser && !server && (browserWord || !SERVER_BELOW.test(file.path))) {
    return { side: 'browser', reason: `browser code (imports ${browser})` };
  }
  const serverWord = firstMatch(SERVER_WORDS, code);
  if (browserWord && !serverWord) {
    return { side: 'browser', reason: `uses the browser (${browserWord})` };
  }
  if (serverWord && !browserWord && (server || !isFrontPlace(file.path))) {
    return { side: 'server', reason: `server code (uses ${serverWord})` };
  }
  if (!server || !browser) return undefined;
  return nearestFolder(file) ?? { side: 'shared', reason: 'used on both sides' };
}

/** The first import that only a server, and the first that only a page can have. */
interface ImportedSides {
  server?: string;
  browser?: string;
}

function importedSides(imports: readonly Import[]): ImportedSides {
  const server = imports.find(
    ({ specifier }) =>
      isServerPackage(specifier) ||
      (SERVER_MODULES.test(specifier) && !BROWSER_MODULES.test(specifier)),
  );
  const browser = imports.find(
    ({ specifier, clause }) =>
      (specifier === 'react' && !/\{\s?(?:cache|type \w{1,40})\b[^,]{0,60}\}/.test(clause)) ||
      isBrowserPackage(specifier) ||
      BROWSER_MODULES.test(specifier),
  );
  return {
    ...(server && { server: server.specifier }),
    ...(browser && { browser: browser.specifier }),
  };
}

function judgePlace(file: FileFacts): ScriptVerdict {
  const { path, name } = file;
  if (isFrontPlace(path) && !SERVER_BELOW.test(path)) {
    return { side: 'browser', reason: 'in the front end’s folder', byPlace: true };
  }
  if (SERVER_BELOW.test(path)) {
    return { side: 'server', reason: 'in the server’s folder', byPlace: true };
  }
  const unit = serverUnits(file);
  if (unit) return { side: 'server', reason: unit };
  if (HOOK.test(path)) return { side: 'browser', reason: 'hook of a component' };
  if (/\.[jt]sx$/.test(name)) return { side: 'browser', reason: 'component file (.tsx, .jsx)' };
  return (
    nearestFolder(file) ?? { side: 'shared', reason: 'module without browser code', byPlace: true }
  );
}

export function isFrontPlace(path: string): boolean {
  return (
    FRONT_ROOT.test(path) ||
    FRONT_PACKAGE.test(path) ||
    FRONT_SRC.test(path) ||
    FRONT_BELOW.test(path)
  );
}

function nearestFolder(file: FileFacts): ScriptVerdict | undefined {
  const spelled = file.path.split('/').slice(0, -1);
  for (const [index, folder] of [...file.folders.entries()].reverse()) {
    if (COMPONENT_FOLDER.test(spelled[index] ?? '')) {
      return {
        side: 'browser',
        reason: `folder of a component (${spelled[index]}/)`,
        byPlace: true,
      };
    }
    if (SERVER_FOLDERS.has(folder)) {
      return { side: 'server', reason: `server code (in ${folder}/)`, byPlace: true };
    }
    if (BROWSER_FOLDERS.has(folder)) {
      return { side: 'browser', reason: `front end (in ${folder}/)`, byPlace: true };
    }
    if (SHARED_FOLDERS.has(folder)) {
      return { side: 'shared', reason: `shared module (in ${folder}/)`, byPlace: true };
    }
  }
  return undefined;
}

function firstMatch(pattern: RegExp, text: string): string | undefined {
  return pattern
    .exec(text)?.[0]
    .replace(/[\s.('"`]{1,5}$/, '')
    .slice(0, 40);
}
