import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../package-root.ts';

const manifest = z.object({
  default_events: z.array(z.string()),
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
});

/** What `app.yml` asks GitHub for. */
export function readManifest(): z.infer<typeof manifest> {
  return manifest.parse(parse(readFileSync(join(PACKAGE_ROOT, 'app.yml'), 'utf8')));
}

/** What GitHub says an App was registered with. */
interface Registration {
  events: readonly string[];
  permissions: Readonly<Record<string, string | undefined>>;
}

/** What a registration lacks of `app.yml`: GitHub never applies a changed manifest by itself. */
export function lacking({ events, permissions }: Registration): {
  events: string[];
  permissions: string[];
} {
  const wanted = readManifest();
  return {
    events: wanted.default_events.filter((event) => !events.includes(event)),
    permissions: Object.entries(wanted.default_permissions)
      .filter(([name, level]) => permissions[name] !== level && permissions[name] !== 'write')
      .map(([name, level]) => `${name}: ${level}`),
  };
}
