/** A length of time in its two largest units: `8 s`, `3 min 5 s`, `2 h`, `4 d 1 h`. */
export function duration(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0 s';
}

/** How long ago that was, no finer than anybody wants to know: `40 s`, `12 min`, `3 h 10 min`. */
export function age(since: Date, now: Date): string {
  const seconds = (now.getTime() - since.getTime()) / 1000;
  const isMinutes = seconds >= 60 && seconds < 3600;
  return duration(isMinutes ? Math.floor(seconds / 60) * 60 : seconds);
}

const UNITS: readonly [string, number][] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
];

/** US dollars; what is smaller than a tenth of a cent shows as such. */
export function dollars(usd: number | null): string {
  if (usd === null) return 'unknown';
  if (usd > 0 && usd < 0.001) return '< $0.001';
  return `$${usd.toFixed(usd < 1 ? 3 : 2)}`;
}

/** `2026-11-25 09:14:03 UTC` */
export function moment(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
