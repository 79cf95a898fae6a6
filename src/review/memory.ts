import { MEMORY_FILE } from '../core/memory/memory-line.ts';
import { memoryText, MOST_TOLD } from '../core/memory/memory-text.ts';
import { readMemory } from '../core/memory/read-memory.ts';
import type { ReadTrusted } from './read-rules.ts';

/** What the model is told of the repository's memory, and what its owners should know of it. */
export interface RepositoryMemory {
  /** Empty when there is no file, or nothing in force in it. */
  text: string;
  notes: string[];
}

/** Longest file that is read, in bytes: longer than any list that people keep by hand. */
const MOST_BYTES = 1_000_000;
const MOST_NAMED = 5;

/**
 * Reads the memory file of the trusted side. What has expired, is off or can't be read is not told.
 * @param template the words around the lines, of `agents/`
 * @param now decides what has expired: days are those of UTC
 */
export async function readRepositoryMemory(
  read: ReadTrusted,
  template: string,
  now: Date,
): Promise<RepositoryMemory> {
  const bytes = await read(MEMORY_FILE);
  if (bytes === null) return { text: '', notes: [] };
  if (bytes.length > MOST_BYTES) {
    return { text: '', notes: [`${MEMORY_FILE} is too large to be read and is left out`] };
  }
  const today = now.toISOString().slice(0, 10);
  const { entries, unread } = readMemory(new TextDecoder().decode(bytes), today);
  const held = entries.filter(({ line, expired }) => !expired && !line.off);
  const text = memoryText(
    template,
    held.map(({ line }) => line),
  );
  return {
    text,
    notes: [
      ...unreadNote(unread),
      ...(held.length > MOST_TOLD
        ? [`${MEMORY_FILE} holds ${held.length} lines; the first ${MOST_TOLD} are followed`]
        : []),
    ],
  };
}

function unreadNote(rows: readonly number[]): string[] {
  if (rows.length === 0) return [];
  const named = rows.slice(0, MOST_NAMED).join(', ');
  const more = rows.length > MOST_NAMED ? ` and ${rows.length - MOST_NAMED} more` : '';
  const which = rows.length === 1 ? 'line' : 'lines';
  return [
    `${MEMORY_FILE}: ${which} ${named}${more} can't be read and ${rows.length === 1 ? 'is' : 'are'} not followed`,
  ];
}
