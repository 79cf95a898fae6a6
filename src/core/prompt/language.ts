/** Languages that a change or a person can be recognised by, with their English names. */
const NAMES: Readonly<Record<string, string>> = {
  en: 'English',
  ko: 'Korean (한국어)',
  ja: 'Japanese (日本語)',
  zh: 'Chinese (中文)',
};

/** How a language tag is named to the model; a tag without an entry stands for itself. */
export function languageName(tag: string): string {
  const known = NAMES[tag.toLowerCase().split('-')[0] ?? ''];
  if (known !== undefined) return known;
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/**
 * The language that texts are written in, told by script: English unless a tenth of the letters
 * are Hangul, kana or Han. Code and identifiers in Latin letters surround most Korean texts, hence
 * the low share.
 */
export function detectLanguage(texts: readonly string[]): 'en' | 'ko' | 'ja' | 'zh' {
  const text = texts.join('\n').slice(0, 100_000);
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const letters = count(/\p{L}/gu);
  if (letters === 0) return 'en';
  const hangul = count(/\p{Script=Hangul}/gu);
  const kana = count(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const han = count(/\p{Script=Han}/gu);
  if (hangul / letters >= 0.1) return 'ko';
  if (kana / letters >= 0.03 && (kana + han) / letters >= 0.1) return 'ja';
  if (han / letters >= 0.1) return 'zh';
  return 'en';
}
