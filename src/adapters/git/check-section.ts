import { isAscii } from 'node:buffer';
import { SUBMODULE_MODE, type Hunk } from '../../core/diff/model.ts';
import { decodeHunks } from '../../core/diff/parse-hunks.ts';
import { readHunks } from '../../core/diff/read-hunks.ts';
import type { PatchSection } from '../../core/diff/split-patch.ts';
import { DiffSyntaxError } from '../../core/diff/syntax-error.ts';
import { findDisagreement } from '../../core/diff/verify-hunks.ts';
import type { ObjectReader } from './object-reader.ts';

/** git takes content for binary when a NUL stands among its first bytes. */
const BINARY_PROBE = 8000;

/** One side of a file as the tree has it; null where it does not exist. */
export interface SideObject {
  mode: string;
  oid: string;
}

/** What git printed between two objects. */
export interface CheckedSection {
  hunks: Hunk[];
  binary: boolean;
  /** Why the rows can't be trusted (they are dropped then), or null. */
  disagreement: string | null;
}

/** Starts reading both versions of a file; gives its checked rows, decoded, when they are here. */
export async function checkSection(
  section: PatchSection,
  before: SideObject | null,
  after: SideObject | null,
  objects: ObjectReader,
): Promise<CheckedSection> {
  const binary = section.header.some((line) => /^Binary files [^]* differ$/.test(line));
  const index = section.header.find((line) => line.startsWith('index '));
  if (index !== undefined && !namesObjects(index, before, after)) {
    return { hunks: [], binary, disagreement: 'git printed the rows of other objects' };
  }
  if (binary) return { hunks: [], binary, disagreement: null };
  if (section.hunks === '' && before?.oid === after?.oid) {
    return { hunks: [], binary: await isBinary(after, objects), disagreement: null };
  }
  const [old, young] = await Promise.all([contentOf(before, objects), contentOf(after, objects)]);
  try {
    const hunks = readHunks(section.hunks);
    const [oldText, newText] = [old.toString('latin1'), young.toString('latin1')];
    const disagreement = findDisagreement(hunks, oldText, newText);
    if (disagreement !== null) return { hunks: [], binary, disagreement };
    // Rows that agree hold what the blobs hold, section texts too.
    if (!isAscii(old) || !isAscii(young)) decodeHunks(hunks);
    return { hunks, binary, disagreement };
  } catch (error) {
    if (error instanceof DiffSyntaxError) return { hunks: [], binary, disagreement: error.message };
    throw error;
  }
}

function namesObjects(index: string, before: SideObject | null, after: SideObject | null): boolean {
  const [, oldOid, newOid] = /^index ([0-9a-f]+)\.\.([0-9a-f]+)/.exec(index) ?? [];
  const agrees = (named: string | undefined, side: SideObject | null): boolean =>
    side === null ? named !== undefined && /^0+$/.test(named) : named === side.oid;
  return agrees(oldOid, before) && agrees(newOid, after);
}

/** As git itself decides; of a file that only moved or changed its mode git does not say it. */
async function isBinary(side: SideObject | null, objects: ObjectReader): Promise<boolean> {
  if (side === null || side.mode === SUBMODULE_MODE) return false;
  const object = await objects.read(side.oid);
  return object?.content.subarray(0, BINARY_PROBE).includes(0) === true;
}

/** The content that git compares. */
async function contentOf(side: SideObject | null, objects: ObjectReader): Promise<Buffer> {
  if (side === null) return Buffer.alloc(0);
  if (side.mode === SUBMODULE_MODE) return Buffer.from(`Subproject commit ${side.oid}\n`);
  const object = await objects.read(side.oid);
  if (object === null) throw new Error(`git has no object ${side.oid}`);
  return object.content;
}
