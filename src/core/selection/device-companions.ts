import type { FileFacts } from './facts.ts';
import { deviceApps } from './rules/device-apps.ts';

/** Languages that both servers and apps are written in; a plain class doesn't say which. */
const BOTH = new Set(['.kt', '.java', '.cs', '.fs', '.cpp', '.cc', '.h', '.hpp', '.c']);

/** A lone Swing window makes no app of a server's project; these do. */
const SIGNS = new Set([
  'Android app',
  'Android build',
  'mobile app',
  'Compose UI',
  '.NET desktop or mobile UI',
  'desktop UI',
]);

/**
 * Whether a file belongs to the sources of an app: the change holds a file of the same project
 * that only a phone's or a desktop's app can have, such as a manifest, a layout or a screen.
 */
export function appProjects(files: readonly FileFacts[]): (file: FileFacts) => boolean {
  const apps = new Set(
    files.filter((file) => SIGNS.has(deviceApps(file) ?? '')).map((file) => projectOf(file.path)),
  );
  return (file) =>
    file.endings.some((ending) => BOTH.has(ending)) && apps.has(projectOf(file.path));
}

/** What stands before `src/main` and its like, else the first folder that is not `src`. */
function projectOf(path: string): string {
  const module = /^(.{0,300}?)\/?src\/(?:main|debug|release|test|\w{1,30}Main|androidTest)\//.exec(
    path,
  );
  if (module) return module[1] ?? '';
  const folders = path.split('/').slice(0, -1);
  return folders.slice(0, folders[0] === 'src' ? 2 : 1).join('/');
}
