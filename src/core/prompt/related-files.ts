import type { ChangedFile } from '../diff/model.ts';

/** Two changed files, by their positions, that a reader wants to see together, and how much. */
export interface Relation {
  one: number;
  other: number;
  weight: number;
}

const SAME_SUBJECT = 6;
const IMPORTED = 4;
const SAME_TABLE = 3;
const SAME_FOLDER = 1;

/** A subject or a table that more files share than this says nothing about any two of them. */
const MOST_SHARING = 12;

/** Words of a file name that tell its role, not what it is about. */
const ROLES = /(?<=[a-z0-9])(?=[A-Z])|[._\-\s]+/g;
const ROLE =
  /^(?:tests?|specs?|it|e2e|integration|unit|mock|fake|handlers?|controllers?|services?|repositor(?:y|ies)|repos?|stores?|dao|dto|models?|entit(?:y|ies)|schemas?|routes?|routers?|resolvers?|api|views?|serializers?|validators?|types?|impl|interfaces?|helpers?|utils?|jobs?|workers?|tasks?|queries|query|mutations?|migrations?|index|main|mod|init|lib|create|add|alter|drop|update|table|to|from|\d+)$/i;

const IMPORT =
  /^\s*(?:import|export\b.*\bfrom|from|require(?:_relative)?|use|using|#include|include|load)\b|\brequire\(|\bimport\(/;
const TABLE =
  /\b(?:create|alter|drop)\s+table\s+(?:if\s+(?:not\s+)?exists\s+)?[`"'[]?(?:\w+[`"'\]]?\.[`"'[]?)?(\w{3,})|\b(?:create_table|add_column|add_index|add_reference|change_table|createTable|alterTable|op\.create_table|op\.add_column)\s*\(?\s*[:"'`](\w{3,})|\bSchema::(?:create|table)\(\s*['"](\w{3,})/gi;

/** Told quickly, since nearly no row names a table. */
const DEFINES_TABLE = /table|add_(?:column|index|reference)|Schema::/i;

/**
 * Which of a change's files belong together: those about the same thing by their names (a handler,
 * its service, their test), those that import another one, a migration and the code that names its
 * table, and least of all neighbours in a folder. Both told by paths and by the rows of the change.
 */
export function relateFiles(files: readonly ChangedFile[]): Relation[] {
  const weights = new Map<string, Relation>();
  const relate = (one: number, other: number, weight: number): void => {
    if (one === other) return;
    const [low, high] = one < other ? [one, other] : [other, one];
    const known = weights.get(`${low}:${high}`);
    if (known === undefined) weights.set(`${low}:${high}`, { one: low, other: high, weight });
    else known.weight += weight;
  };
  const subjects = groupBy(files, ({ path }) => [subjectOf(path)]);
  for (const members of subjects.values()) relateAll(members, SAME_SUBJECT, relate);
  // A chain through a folder keeps neighbours together without a relation for every pair.
  for (const members of groupBy(files, ({ path }) => [folderOf(path)]).values()) {
    for (const [at, member] of members.entries()) {
      if (at > 0) relate(members[at - 1]!, member, SAME_FOLDER);
    }
  }
  relateImports(files, relate);
  relateTables(files, relate);
  return [...weights.values()];
}

type Relate = (one: number, other: number, weight: number) => void;

function relateAll(members: readonly number[], weight: number, relate: Relate): void {
  if (members.length > MOST_SHARING) return;
  for (const [at, one] of members.entries()) {
    for (const other of members.slice(at + 1)) relate(one, other, weight);
  }
}

function relateImports(files: readonly ChangedFile[], relate: Relate): void {
  const byName = groupBy(files, ({ path }) => namesOf(path));
  for (const [at, { hunks }] of files.entries()) {
    const named = new Set<number>();
    for (const { lines } of hunks) {
      for (const { text } of lines) {
        if (!IMPORT.test(text)) continue;
        for (const [name] of text.slice(0, 300).matchAll(/[\w-]+(?:[./\\:]+[\w-]+)*/g)) {
          const [last, parent] = name.split(/[./\\:]+/).reverse();
          const candidates = byName.get(last ?? '') ?? [];
          const near = candidates.filter((each) =>
            folderOf(files[each]!.path).endsWith(parent ?? '/'),
          );
          for (const each of near.length > 0 ? near : candidates.length === 1 ? candidates : [])
            named.add(each);
        }
      }
    }
    for (const each of named) relate(at, each, IMPORTED);
  }
}

function relateTables(files: readonly ChangedFile[], relate: Relate): void {
  const tables = new Map<string, Set<number>>();
  for (const [at, { hunks }] of files.entries()) {
    for (const { lines } of hunks) {
      for (const { text } of lines) {
        if (!DEFINES_TABLE.test(text)) continue;
        for (const found of text.slice(0, 300).matchAll(TABLE)) {
          const table = (found[1] ?? found[2] ?? found[3] ?? '').toLowerCase();
          const owners = tables.get(table);
          if (owners === undefined) tables.set(table, new Set([at]));
          else owners.add(at);
        }
      }
    }
  }
  if (tables.size === 0) return;
  const users = groupBy(files, ({ hunks }) => {
    const words = new Set<string>();
    for (const { lines } of hunks) {
      for (const { text } of lines) {
        for (const [word] of text.slice(0, 600).matchAll(/\w{3,}/g)) {
          if (tables.has(word.toLowerCase())) words.add(word.toLowerCase());
        }
      }
    }
    return [...words];
  });
  for (const [table, owners] of tables) {
    const readers = users.get(table) ?? [];
    if (readers.length > MOST_SHARING) continue;
    for (const owner of owners) for (const reader of readers) relate(owner, reader, SAME_TABLE);
  }
}

/** What a file is about: its name without the words for its role, `order` of `OrderServiceTest.java`. */
export function subjectOf(path: string): string {
  const name = baseName(path)
    .split(ROLES)
    .filter((word) => word !== '' && !ROLE.test(word));
  if (name.length > 0) return singular(name.join('-').toLowerCase());
  // `index`, `service`, `models`: such a file is about its folder.
  return singular(
    folderOf(path)
      .split('/')
      .findLast((folder) => !ROLE.test(folder)) ?? baseName(path),
  );
}

/** Names by which a file is imported: its own, and the folder's for a file that stands for it. */
function namesOf(path: string): string[] {
  const name = baseName(path);
  const folder = folderOf(path).split('/').at(-1) ?? '';
  return /^(?:index|mod|__init__|main|lib)$/.test(name) || path.endsWith('.go')
    ? [name, folder]
    : [name];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function singular(word: string): string {
  return word.replace(/ies$/, 'y').replace(/(?<=[^s])s$/, '');
}

function groupBy(
  files: readonly ChangedFile[],
  keys: (file: ChangedFile) => string[],
): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [at, file] of files.entries()) {
    for (const key of keys(file)) {
      if (key === '') continue;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [at]);
      else if (group.at(-1) !== at) group.push(at);
    }
  }
  return groups;
}
