import { parseMemoryLine, type MemoryLine } from './memory-line.ts';

/** A line of the file that is a statement. */
interface MemoryEntry {
  /** Counted from 1. */
  row: number;
  line: MemoryLine;
  expired: boolean;
}

export interface Memory {
  entries: MemoryEntry[];
  /** List items that can't be read as a statement, by row. Everything else is prose. */
  unread: number[];
}

/**
 * Reads a memory file.
 * @param today `YYYY-MM-DD`; what held until before then is expired
 */
export function readMemory(text: string, today: string): Memory {
  const memory: Memory = { entries: [], unread: [] };
  for (const [at, each] of text.split('\n').entries()) {
    const line = parseMemoryLine(each);
    if (line !== null) {
      memory.entries.push({ row: at + 1, line, expired: line.until < today });
    } else if (/^\s*(?:<!--\s*)?[-*+]\s/.test(each)) memory.unread.push(at + 1);
  }
  return memory;
}
