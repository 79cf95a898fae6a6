import { join } from 'node:path';

/** The built program, as the package runs it. */
export const BACKLINE = join(import.meta.dirname, '..', 'dist', 'entrypoints', 'bin.js');
