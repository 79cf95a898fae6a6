import { detectLanguage, languageName } from '../core/prompt/language.ts';
import { quoted, type Material } from './answer-material.ts';
import { askAgent, type Answered } from './answer-model.ts';
import type { Meter } from './meter.ts';
import type { ReviewPorts } from './review-input.ts';

export interface Question {
  text: string;
  /** What is shown besides the change: the code at a place, a thread. */
  material: string;
  /** The path that is asked about. */
  path?: string;
  /** A BCP 47 tag; null for the language of the question. */
  language: string | null;
}

/**
 * The agent's answer to a question about a change, the code or a design, as Markdown. Whatever it
 * says is a model's words: whoever prints or posts it makes it harmless first.
 */
export function answerQuestion(
  material: Material,
  { text, material: shown, path, language }: Question,
  ports: ReviewPorts,
  meter: Meter,
): Promise<Answered<string>> {
  ports.progress({ kind: 'phase', phase: 'answer' });
  return askAgent(
    material,
    {
      texts: ports.prompts.answerQuestion,
      values: {
        material: shown,
        question: quoted(material.mask(text)),
        language: language === null ? askersLanguage(text) : languageName(language),
      },
      ...(path === undefined ? {} : { path }),
      form: null,
    },
    ports,
    meter,
  );
}

/** The language to answer somebody in, for the model: Latin letters alone do not tell which. */
export function askersLanguage(text: string): string {
  const tag = detectLanguage([text]);
  return tag === 'en' ? 'the language that this person writes' : languageName(tag);
}
