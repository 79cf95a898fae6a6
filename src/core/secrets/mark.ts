/** What stands in place of a credential: `[masked: GitHub token 2]`. */
const MARK = /\[masked: [^\][\n]{1,60}\]/g;

/** Whether a text holds a mark, so that it can't be committed as code. */
export function holdsMask(text: string): boolean {
  return text.search(MARK) !== -1;
}

/** A text without its marks: what is left of it was there before. */
export function withoutMasks(text: string): string {
  return text.replace(MARK, '\0');
}
