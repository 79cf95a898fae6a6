import { detectLanguage } from '../../core/prompt/language.ts';
import { languageOf, type Language } from '../../core/render/messages.ts';
import type { OpenChange } from './open-change.ts';

/** The language of labels and summaries: asked for, else the change's own. */
export function spokenLanguage(
  options: { language?: string },
  { description }: Pick<OpenChange, 'description'>,
): Language {
  return languageOf(
    options.language ?? detectLanguage([description?.title ?? '', description?.body ?? '']),
  );
}
