import { access, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';

/** Names the repository that a folder mirrors; its time says when it was last used. */
const NAME_FILE = 'backline-mirror';
const HEAD = 'ref: refs/heads/none\n';
/** Tells the packs that were fetched, `SIZE NAME` a line, so that a lost one is noticed at once. */
const PACKS_FILE = 'backline-packs';

/**
 * Malformed objects that git's own checks refuse, but that old, honest repositories hold; none of
 * them does harm to who only reads.
 */
const FORGIVEN = [
  'badTimezone',
  'missingSpaceBeforeDate',
  'zeroPaddedFilemode',
  'missingSpaceBeforeEmail',
  'zeroPaddedDate',
];

const CONFIG = [
  '[core]',
  '\trepositoryformatversion = 0',
  '\tbare = true',
  '\tlogAllRefUpdates = false',
  `\thooksPath = ${devNull}`,
  `\tattributesFile = ${devNull}`,
  '[gc]',
  '\tauto = 0',
  '[maintenance]',
  '\tauto = false',
  '[transfer]',
  '\tfsckObjects = true',
  '\tunpackLimit = 1',
  '[fetch]',
  '\trecurseSubmodules = false',
  '[fetch "fsck"]',
  ...FORGIVEN.map((name) => `\t${name} = ignore`),
  '[protocol]',
  '\tallow = never',
  '[protocol "https"]',
  '\tallow = always',
  '[protocol "http"]',
  '\tallow = always',
  // A connection that brings less than this for so long is given up.
  '[http]',
  '\tlowSpeedLimit = 1000',
  '\tlowSpeedTime = 60',
  '\tproactiveAuth = basic',
  '',
].join('\n');

/** Makes a bare repository in an empty folder, without a git process. */
export async function createMirrorFolder(folder: string, url: string): Promise<void> {
  await Promise.all([
    mkdir(join(folder, 'refs', 'backline'), { recursive: true }),
    mkdir(join(folder, 'objects', 'info'), { recursive: true }),
    mkdir(join(folder, 'objects', 'pack'), { recursive: true }),
  ]);
  await writeFile(join(folder, 'config'), CONFIG);
  await writeFile(join(folder, 'HEAD'), HEAD);
  await writeFile(join(folder, NAME_FILE), `${url}\n`);
}

/** Whether the folder is a mirror of that repository, complete and with the settings above. */
export async function isMirrorOf(folder: string, url: string): Promise<boolean> {
  const read = (name: string) => readFile(join(folder, name), 'utf8').catch(() => null);
  const there = (name: string) =>
    access(join(folder, name)).then(
      () => true,
      () => false,
    );
  const [name, config, head, objects, refs] = await Promise.all([
    read(NAME_FILE),
    read('config'),
    read('HEAD'),
    there('objects/pack'),
    there('refs'),
  ]);
  const isWhole = name === `${url}\n` && config === CONFIG && head === HEAD && objects && refs;
  return isWhole && (await hasItsPacks(folder));
}

/** Writes down which packs are here; called when a fetch has ended well. */
export async function notePacks(folder: string): Promise<void> {
  await writeFile(join(folder, PACKS_FILE), (await listPacks(folder)).join('\n'));
}

async function hasItsPacks(folder: string): Promise<boolean> {
  const noted = await readFile(join(folder, PACKS_FILE), 'utf8').catch(() => '');
  const here = new Set(await listPacks(folder));
  return noted.split('\n').every((line) => line === '' || here.has(line));
}

async function listPacks(folder: string): Promise<string[]> {
  const place = join(folder, 'objects', 'pack');
  const names = await readdir(place);
  const packs = names.filter((name) => /\.(?:pack|idx)$/.test(name));
  return Promise.all(packs.map(async (name) => `${(await stat(join(place, name))).size} ${name}`));
}

export async function touchMirror(folder: string): Promise<void> {
  const now = new Date();
  await utimes(join(folder, NAME_FILE), now, now);
}

/** When the mirror in a folder was last used, in milliseconds since 1970; null for other folders. */
export async function lastUse(folder: string): Promise<number | null> {
  return stat(join(folder, NAME_FILE)).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
}

export async function countPacks(folder: string): Promise<number> {
  const packs = await listPacks(folder);
  return packs.filter((line) => line.endsWith('.pack')).length;
}

/** What a git that was killed leaves behind; only for who holds the folder's lock. */
export async function removeLeftovers(folder: string): Promise<void> {
  const places = ['', 'refs', 'refs/backline', 'objects/pack'];
  for (const place of places) {
    const names = await readdir(join(folder, place)).catch(() => []);
    const left = names.filter((name) => name.endsWith('.lock') || name.startsWith('tmp_'));
    for (const name of left) {
      await rm(join(folder, place, name), { recursive: true, force: true });
    }
  }
}
