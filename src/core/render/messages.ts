import { en, type Messages } from './words/en.ts';
import { ko } from './words/ko.ts';

export type { Messages };

/** Languages that the fixed words of the output exist in. A table that lacks a word does not compile. */
const TABLE = { en, ko } satisfies Record<string, Messages>;

export type Language = keyof typeof TABLE;

/** The fixed words in a language. */
export function messages(language: Language): Messages {
  return TABLE[language];
}

/** The language of the table that a BCP 47 tag (`ko-KR`) asks for; English when there is none. */
export function languageOf(tag: string | undefined): Language {
  const primary = tag?.toLowerCase().split(/[-_]/)[0] ?? '';
  return Object.hasOwn(TABLE, primary) ? (primary as Language) : 'en';
}
