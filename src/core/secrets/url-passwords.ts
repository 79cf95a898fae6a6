import { isPlaceholder, isSample } from './placeholder.ts';
import type { Secret } from './secret.ts';

/** `://user:password@host`; it begins at a literal so that the search stays linear. */
const USER_INFO =
  /(?<=[A-Za-z0-9+]):\/\/([^\s:/@"'`<>?#]{0,100}):([^\s/@"'`<>?#]{3,200})@([A-Za-z0-9_.-]{1,200}|\[)/g;

/** `Password=…;` of an ADO.NET or ODBC connection string. */
const CONNECTION_STRING = /(?<=;\s?|["'])(?:password|pwd)\s?=\s?([^;"'\s]{6,100})(?=;|["'])/gi;

/** Words that stand for a part of the URL rather than being one. */
const PART_NAME = /^(?:pass|password|passwd|pwd|pw|secret|token|key|x-oauth-basic|[a-z]{1,4})$/i;

/** Passwords in URLs and connection strings; user and host stay to be read. */
export function findUrlPasswords(text: string): Secret[] {
  const found: Secret[] = [];
  for (const match of text.matchAll(USER_INFO)) {
    const [, user = '', password = '', host = ''] = match;
    if (isPlaceholder(password) || PART_NAME.test(password) || user === password) continue;
    const local = !host.includes('.') || /^(?:127\.|0\.0\.0\.0|host\.docker)|\.local$/.test(host);
    if ((local || /example|\btest\b/i.test(host)) && (isSample(password) || !/\d/.test(password))) {
      continue;
    }
    if (isSample(password) && isSample(`${user}@${host}`)) continue;
    const start = match.index + match[0].lastIndexOf(`:${password}@`) + 1;
    found.push({
      kind: 'password in a URL',
      certainty: local ? 'possible' : 'likely',
      start,
      end: start + password.length,
    });
  }
  for (const match of text.matchAll(CONNECTION_STRING)) {
    const value = match[1]!;
    if (isSample(value) || !/\d/.test(value)) continue;
    const start = match.index + match[0].length - value.length;
    const end = start + value.length;
    found.push({ kind: 'password', certainty: 'likely', start, end });
  }
  return found;
}
