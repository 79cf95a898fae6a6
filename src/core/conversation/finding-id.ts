/** A finding's id: five digits of Crockford's base 32, which has no i, l, o and u. */
const ID = /^[0-9a-hjkmnp-tv-z]{5}$/i;

/** The id that a word gives, lower-case, with or without `#`, backticks or a colon around it; or null. */
export function findingId(word: string): string | null {
  // A word that is longer than any id in its dress is none, and is not searched.
  if (word.length > 20) return null;
  const bare = word.replace(/^[`#]+|[`,.:;]+$/g, '');
  return ID.test(bare) ? bare.toLowerCase() : null;
}

/**
 * Whether a word is an id beyond doubt: most ids hold a digit, and words of a sentence ("these")
 * hold neither that nor a `#` or backtick.
 */
export function isSurelyId(word: string): boolean {
  return findingId(word) !== null && /[0-9`#]/.test(word);
}
