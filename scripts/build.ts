/**
 * Bundles `src` into `dist` and makes the command executable: what is loaded together stands in
 * one file, which a short command feels. Packages stay outside, as dependencies, and all files
 * stay in `entrypoints`, from where the package's own folder is found. Types are checked apart.
 */
import { chmod, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
await rm(dist, { recursive: true, force: true });
const bundle = await rolldown({
  cwd: root,
  input: {
    bin: join(root, 'src', 'entrypoints', 'bin.ts'),
    // A process of its own, which loads nothing else.
    'git-broker': join(root, 'src', 'adapters', 'git', 'git-broker.ts'),
  },
  platform: 'node',
  external: (id) => !id.startsWith('.') && !isAbsolute(id),
});
await bundle.write({ dir: join(dist, 'entrypoints'), format: 'esm', entryFileNames: '[name].js' });
await bundle.close();
await chmod(join(dist, 'entrypoints', 'bin.js'), 0o755);
