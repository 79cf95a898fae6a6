import type { FileFacts } from './facts.ts';

/**
 * One line of a table. Every condition that is stated must hold; a list holds when any of its
 * entries does. Patterns run over other people's text, so they never nest one repetition in
 * another.
 */
export interface Rule {
  /** Shown to people when the rule decides, a few words. */
  reason: string;
  /** The whole file name, lower case. */
  names?: readonly string[];
  /** The end of the file name from a dot on, lower case. */
  endings?: readonly string[];
  /** A folder anywhere on the path, lower case. */
  folders?: readonly string[];
  /** Over the path as it is spelled. */
  path?: RegExp;
  /** Words of which one must occur in the text: quick, so that `text` is tried on few files. */
  mentions?: readonly string[];
  /** Over the first 8 Ki of the text. */
  head?: RegExp;
  /** Over the comment at the top of the file. */
  opening?: RegExp;
  /** Over the first 64 Ki of the text. */
  text?: RegExp;
}

/** The reason of the first rule that holds for the file, undefined when none does. */
export type RuleTable = (file: FileFacts) => string | undefined;

/** Prepares a table; its order is the order of the list. */
export function ruleTable(rules: readonly Rule[]): RuleTable {
  const prepared = rules.map((rule) => ({
    rule,
    names: rule.names && new Set(rule.names),
    endings: rule.endings && new Set(rule.endings),
    folders: rule.folders && new Set(rule.folders),
  }));
  return (file) =>
    prepared.find(
      ({ rule, names, endings, folders }) =>
        (!names || names.has(file.name)) &&
        (!endings || file.endings.some((ending) => endings.has(ending))) &&
        (!folders || file.folders.some((folder) => folders.has(folder))) &&
        (!rule.path || rule.path.test(file.path)) &&
        (!rule.mentions || rule.mentions.some((word) => file.text.includes(word))) &&
        (!rule.opening || rule.opening.test(file.opening)) &&
        (!rule.head || rule.head.test(file.head)) &&
        (!rule.text || rule.text.test(file.text)),
    )?.rule.reason;
}
