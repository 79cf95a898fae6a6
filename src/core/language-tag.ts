/** A language as people name it, to write in: the shape of a BCP 47 tag, such as `ko` or `pt-BR`. */
export const LANGUAGE_TAG = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/;

/** Longest tag that is taken, in characters. */
export const LANGUAGE_TAG_LENGTH = 40;

/** What a language has to be, for whoever wrote something else. */
export const LANGUAGE_TAG_WORDS = 'a language tag, like en or ko';
