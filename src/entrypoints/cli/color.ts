/** NO_COLOR and FORCE_COLOR as https://no-color.org and https://force-color.org say; else a terminal decides. */
export function usesColor(
  stream: { isTTY?: boolean },
  env: Record<string, string | undefined>,
): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '') {
    return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  }
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
