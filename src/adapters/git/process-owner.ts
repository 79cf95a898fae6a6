import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who left a file: a process on a machine. */
export interface Owner {
  /** The machine and, on Linux, the space in which its process ids count. */
  place: string;
  pid: number;
  /** Tells a process from a later one with the same id, as in a container that starts anew. */
  process: string;
}

const PROCESS = randomUUID();

export function thisProcess(): Owner {
  return { place: thisPlace(), pid: process.pid, process: PROCESS };
}

/** Whether that process is gone; null when it can't be known from here. */
export function isGone(owner: Owner): boolean | null {
  if (owner.place !== thisPlace()) return null;
  if (owner.pid === process.pid) return owner.process !== PROCESS;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Null for what is cut off or not ours. */
export function readOwner(text: string): Owner | null {
  try {
    const { place, pid, process: id } = JSON.parse(text) as Partial<Owner>;
    if (typeof place !== 'string' || typeof pid !== 'number' || typeof id !== 'string') return null;
    return { place, pid, process: id };
  } catch {
    return null;
  }
}

let place: string | undefined;

function thisPlace(): string {
  place ??= `${hostname()} ${processSpace()}`;
  return place;
}

function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
