import { fileURLToPath } from 'node:url';

/**
 * The package's own folder, which holds `agents/` and `schema/`. This file lies two folders below
 * it, as source and as build.
 */
export const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url));
