/**
 * Elements whose content is reference and not speech: what is folded away, quoted or code. A
 * `<details>` holds logs and pasted answers of bots far more often than a request, and nobody sees
 * what is in it, so nothing in it runs, also behind a blank line where Markdown starts again.
 */
const TOKEN = /<!--(?:-?>)?|-->|<(\/?)(details|blockquote|pre|code)(?=[\s/>]|$)/gi;

export interface Folds {
  /** Takes the next piece of raw HTML of the text. */
  take: (html: string) => void;
  /** Whether what follows is within a fold or a comment. An element left open lasts to the end. */
  isOpen: () => boolean;
}

/** Follows raw HTML through a text and knows what is open. */
export function folds(): Folds {
  const depth = new Map<string, number>();
  let inComment = false;
  return {
    take: (html) => {
      for (const { 0: token, 1: slash, 2: tag = '' } of html.matchAll(TOKEN)) {
        if (token === '<!--') inComment = true;
        else if (token === '-->') inComment = false;
        else if (tag !== '' && !inComment) {
          const name = tag.toLowerCase();
          const now = (depth.get(name) ?? 0) + (slash === '/' ? -1 : 1);
          depth.set(name, Math.max(0, now));
        }
      }
    },
    isOpen: () => inComment || [...depth.values()].some((count) => count > 0),
  };
}
