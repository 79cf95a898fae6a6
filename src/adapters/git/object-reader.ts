import type { GitProcess } from './git-process.ts';
import type { ObjectView } from './object-view.ts';
import { startGit } from './run-git.ts';

/** An object as `git cat-file` gives it out. */
interface GitObject {
  oid: string;
  type: string;
  content: Buffer;
}

/** Reads objects through one long-lived `git cat-file --batch`. */
export interface ObjectReader {
  /** An object by id, or by an expression without line feed. Null when there is none. */
  read(name: string): Promise<GitObject | null>;
  /** Ends the process; what waits for an answer is rejected. */
  close(): Promise<void>;
}

interface Waiting {
  resolve: (object: GitObject | null) => void;
  reject: (error: Error) => void;
}

/** The object whose content is arriving. */
interface Arriving {
  oid: string;
  type: string;
  content: Buffer;
  filled: number;
}

/**
 * Objects that are kept in memory, in bytes: the largest one, and all together. A diff is held
 * against the same files that selection reads next. The first ones stay: whoever reads a change
 * twice begins anew at its start.
 */
const KEPT_OBJECT = 64 * 1024;
const KEPT_IN_ALL = 64 * 1024 * 1024;

export function createObjectReader(view: ObjectView): ObjectReader {
  const kept = new Map<string, GitObject>();
  let keptBytes = 0;
  let child: Promise<GitProcess> | null = null;
  let ended: Promise<void> = Promise.resolve();
  const waiting: Waiting[] = [];
  let asked = '';

  /** Names that are asked for at once go out in one write: each write wakes git. */
  function ask(name: string, git: Promise<GitProcess>): void {
    if (asked === '') {
      const flush = ({ stdin }: GitProcess): void => {
        stdin.write(asked);
        asked = '';
      };
      git.then(flush, () => (asked = ''));
    }
    asked += `${name}\n`;
  }

  function keep(object: GitObject | null): void {
    if (object === null || object.content.length > KEPT_OBJECT || kept.has(object.oid)) return;
    if (keptBytes + object.content.length > KEPT_IN_ALL) return;
    kept.set(object.oid, object);
    keptBytes += object.content.length;
  }

  function start(): Promise<GitProcess> {
    const fail = (error: Error): void => {
      child = null;
      for (const { reject } of waiting.splice(0)) reject(error);
    };
    const starting = startGit(['cat-file', '--batch'], { cwd: view.dir, env: view.env });
    ended = starting
      .then(async (git) => {
        let stderr = '';
        git.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
        git.stdin.on('error', () => undefined);
        git.stdout.on(
          'data',
          readAnswers((object) => {
            keep(object);
            waiting.shift()?.resolve(object);
          }),
        );
        await git.ended;
        fail(new Error(`git cat-file ended early: ${stderr.trim() || 'it was closed'}`));
      })
      .catch(fail);
    return starting;
  }

  return {
    read(name) {
      if (name.includes('\n')) return Promise.resolve(null);
      const known = kept.get(name);
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        child ??= start();
        waiting.push({ resolve, reject });
        ask(name, child);
      });
    },
    async close() {
      const git = await child?.catch(() => null);
      git?.stdin.destroy();
      git?.kill('SIGTERM');
      await ended;
    },
  };
}

/** Parses `OID TYPE SIZE\n CONTENT \n` and `NAME missing\n`, in pieces of any size. */
function readAnswers(onAnswer: (object: GitObject | null) => void): (chunk: Buffer) => void {
  let header: Buffer[] = [];
  let arriving: Arriving | null = null;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (arriving === null) {
        const end = chunk.indexOf(10, at);
        header.push(chunk.subarray(at, end === -1 ? undefined : end));
        if (end === -1) return;
        at = end + 1;
        const line = Buffer.concat(header).toString('latin1');
        header = [];
        const [, oid, type, size] = /^([0-9a-f]{40,64}) ([a-z]+) (\d+)$/.exec(line) ?? [];
        if (oid === undefined || type === undefined) onAnswer(null);
        else arriving = { oid, type, content: Buffer.allocUnsafe(Number(size) + 1), filled: 0 };
        continue;
      }
      const copied: number = chunk.copy(arriving.content, arriving.filled, at);
      arriving.filled += copied;
      at += copied;
      if (arriving.filled < arriving.content.length) return;
      const { oid, type, content } = arriving;
      arriving = null;
      // Without the line feed that ends the answer.
      onAnswer({ oid, type, content: content.subarray(0, -1) });
    }
  };
}
