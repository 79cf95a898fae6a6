import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { EvalCase } from '../../core/eval/eval-case.ts';
import { parseCase } from '../../core/eval/parse-case.ts';

/** A case with the files that hold its change; all paths are absolute. */
export interface StoredCase {
  evalCase: EvalCase;
  change: { kind: 'bundle'; bundle: string } | { kind: 'patch'; folder: string; patch: string };
}

/**
 * Reads the cases below a folder, by name: each folder in it is one. A folder that has a
 * `case.yml` itself is a single case. `wanted` tells by name which are read.
 *
 * Throws a UserError of one line for a folder that holds no cases and for one that is broken.
 */
export async function readCases(
  cwd: string,
  dir: string,
  wanted: (name: string) => boolean,
): Promise<StoredCase[]> {
  const root = resolve(cwd, dir);
  const names = await folders(root, dir);
  if (await exists(join(root, 'case.yml'))) return [await readCase(root, basename(root))];
  if (names.length === 0) {
    throw new UserError(`${dir} holds no cases: a case is a folder with a case.yml in it.`);
  }
  const chosen = names.filter(wanted);
  if (chosen.length === 0) {
    throw new UserError(`no case of ${dir} has such a name; there are: ${names.join(', ')}.`);
  }
  const cases: StoredCase[] = [];
  for (const name of chosen) cases.push(await readCase(join(root, name), name));
  return cases;
}

async function folders(root: string, dir: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UserError(`there is no folder ${dir}.`, { cause: error });
    if (code === 'ENOTDIR') throw new UserError(`${dir} is no folder of cases.`, { cause: error });
    throw error;
  }
}

async function readCase(folder: string, name: string): Promise<StoredCase> {
  const evalCase = parseCase(await readText(join(folder, 'case.yml'), name), name);
  const [bundle, patch, base] = ['change.bundle', 'change.patch', 'base'].map((file) =>
    join(folder, file),
  ) as [string, string, string];
  const [hasBundle, hasPatch, hasBase] = await Promise.all([bundle, patch, base].map(exists));
  if (hasBundle === true && (hasPatch === true || hasBase === true)) {
    throw new UserError(`${name}: has change.bundle besides change.patch or base/; keep one kind.`);
  }
  if (hasBundle === true) return { evalCase, change: { kind: 'bundle', bundle } };
  if (hasPatch !== true || hasBase !== true) {
    const missing = [hasBase === true ? '' : 'base/', hasPatch === true ? '' : 'change.patch'];
    throw new UserError(
      `${name}: lacks ${missing.filter(Boolean).join(' and ')}; a case needs base/ and change.patch, or change.bundle.`,
    );
  }
  return { evalCase, change: { kind: 'patch', folder: base, patch } };
}

async function readText(file: string, name: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'there is no' : "can't read its";
    throw new UserError(`${name}: ${what} case.yml.`, { cause: error });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError(`${name}/case.yml: is not UTF-8 text.`, { cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}
