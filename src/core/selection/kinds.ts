import type { FileFacts } from './facts.ts';
import { isFrontPlace } from './javascript.ts';
import type { RuleTable } from './rule-table.ts';
import { apiSchemas, clientQueries } from './rules/api-schemas.ts';
import { assets } from './rules/assets.ts';
import {
  buildManifests,
  frontPackage,
  otherPackage,
  serverPackage,
} from './rules/build-manifests.ts';
import { databases } from './rules/databases.ts';
import { docs } from './rules/docs.ts';
import { infrastructure } from './rules/infrastructure.ts';
import { serverLanguages, serverScripts } from './rules/languages.ts';
import { frameworkSettings, serverSettings } from './rules/server-settings.ts';
import { browserTests, fixtures, isTest } from './rules/tests.ts';
import { tooling } from './rules/tooling.ts';
import { translations } from './rules/translations.ts';
import { deviceApps } from './rules/device-apps.ts';
import { styles, views, viewsWithLogic } from './rules/views.ts';
import type { Selection } from './select.ts';

/** In the order in which they are asked; JavaScript is judged after `views` (see `selectFiles`). */
const KINDS: readonly { table: RuleTable; selected: boolean }[] = [
  { table: assets, selected: false },
  { table: translations, selected: false },
  { table: docs, selected: false },
  { table: tooling, selected: false },
  { table: fixtures, selected: false },
  { table: browserTests, selected: false },
  { table: styles, selected: false },
  { table: deviceApps, selected: false },
  { table: apiSchemas, selected: true },
  { table: clientQueries, selected: false },
  { table: databases, selected: true },
  { table: infrastructure, selected: true },
  { table: frameworkSettings, selected: true },
  { table: buildManifests, selected: true },
  { table: frontPackage, selected: false },
  { table: serverPackage, selected: true },
  { table: otherPackage, selected: false },
  { table: viewsWithLogic, selected: true },
  { table: views, selected: false },
];

/** What the kind of a file says, undefined when only its code can tell. */
export function judgeKind(file: FileFacts): Selection | undefined {
  for (const { table, selected } of KINDS) {
    const reason = table(file);
    if (reason !== undefined) return { selected, reason };
  }
  const language = serverLanguages(file);
  if (language === undefined) return undefined;
  return { selected: true, reason: isTest(file.path) ? 'test of backend code' : language };
}

/** The last question, for what is neither a known kind nor a script of a page. */
export function judgeRest(file: FileFacts): Selection {
  const reason = serverSettings(file) ?? serverScripts(file);
  if (reason === undefined) return { selected: false, reason: 'not known as backend code' };
  if (isFrontPlace(file.path)) {
    return { selected: false, reason: `${reason} of the front end` };
  }
  return { selected: true, reason };
}
