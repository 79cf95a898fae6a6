/** Filled in later, by a template or the environment. */
const TEMPLATE =
  /\$\{|\$\(|\{\{|\}\}|#\{|%\(|%[sdv]\b|<[^>]*>|\.{3}|…|^\$|^%[^%]*%$|^\{[^}]*\}$|^\[[^\]]*\]$|^@|\[masked: /;

/**
 * What people write where a value belongs, in tokens of any form; the last one is the key that
 * Azure's storage emulator has on every machine.
 */
const STAND_IN =
  /example|x{4,}|\*{3,}|placeholder|dummy|redacted|replace|change[-_ ]?(?:me|this|it)|your[-_ ]?|insert[-_ ]|fake|(?:0123|1234)5678|abcdef(?:gh|123|012)|deadbeef|foobar|sample[-_]|s3cr3?e?t|hunter2|not[-_ ]?(?:a[-_ ]?)?(?:real|secret)|^Eby8vdM02xNOcqFlq/i;

/** Words that make an assigned string a sample, or a name rather than a value. */
const SAMPLE_WORD =
  /test|sample|demo|mock|stub|pass(?:word|wd|phrase)?|passwort|secret|token|default|invalid|wrong|correct|hello|qwerty|foo|bar|baz|admin|root|user|guest|1234|abc|letmein|local|dev|w[o0]rd/i;

/** True for what stands where a credential will be filled in, whatever its form. */
export function isPlaceholder(value: string): boolean {
  return TEMPLATE.test(value) || STAND_IN.test(value) || distinct(value) <= 4 || isSequence(value);
}

/** True for a string that a sample, a test or a name would be given. */
export function isSample(value: string): boolean {
  return isPlaceholder(value) || SAMPLE_WORD.test(value);
}

function distinct(value: string): number {
  return new Set(value).size;
}

/** `abcdef…`, `0123…`: most characters follow from the one before. */
function isSequence(value: string): boolean {
  let steps = 0;
  for (let i = 1; i < value.length; i++) {
    const step = value.charCodeAt(i) - value.charCodeAt(i - 1);
    if (step === 1 || step === 0) steps++;
  }
  return steps * 2 > value.length;
}

/**
 * True for strings that look drawn by chance: at least 16 characters, letters and digits mixed in
 * pieces too short for words. A piece is what stands between punctuation, changes between letters
 * and digits, and capitals; words have pieces of five and more, chance gives one to three.
 */
export function isRandom(value: string): boolean {
  if (value.length < 16 || !/^[\w+/=.~!@#%^&*-]+$/.test(value)) return false;
  if (!/\d/.test(value) || !/[a-z]/i.test(value) || UUID.test(value)) return false;
  if (entropy(value) < (/^[0-9a-f]+$/i.test(value) ? 3 : 3.5)) return false;
  if (/^[0-9a-f]+$/i.test(value)) return value.length >= 32;
  const pieces = value.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? [];
  return value.length / pieces.length < 3.2;
}

/** An identifier far more often than a credential. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Bits for each character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / value.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

/** True for what a person would type as a password: eight characters and more of three classes. */
export function isTypedPassword(value: string): boolean {
  if (value.length < 8 || value.length > 64 || /^(?:\w+:|[./~])|[()[\]{}<>,;=\\|]/.test(value)) {
    return false;
  }
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9._/: -]/];
  return /\d/.test(value) && classes.filter((each) => each.test(value)).length >= 3;
}
