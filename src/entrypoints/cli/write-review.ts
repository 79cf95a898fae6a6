import type { Change } from '../../core/diff/model.ts';
import { indexFile } from '../../core/finding/file-index.ts';
import type { ReviewResult } from '../../core/finding/review-result.ts';
import { renderJson } from '../../core/render/json.ts';
import { renderMarkdown } from '../../core/render/markdown.ts';
import { languageOf } from '../../core/render/messages.ts';
import { renderSarif } from '../../core/render/sarif.ts';
import type { CodeRows } from '../../core/render/snippet.ts';
import { renderTerminal } from '../../core/render/terminal.ts';
import type { Progress } from '../../ports/progress.ts';
import { maskChange } from '../../review/masked-change.ts';
import type { CliIo } from '../io.ts';
import { packageVersion } from '../package-root.ts';
import type { OpenChange } from './open-change.ts';
import { createProgress } from './progress.ts';
import type { ReviewOptions } from './review-options.ts';
import { spokenLanguage } from './spoken-language.ts';
import { writeOut } from './write-out.ts';
import { usesColor } from './color.ts';

/** The progress line for a command, on stderr. */
export function startProgress(io: CliIo, options: { quiet?: true; language?: string }): Progress {
  return createProgress(io.stderr, {
    quiet: options.quiet === true,
    color: usesColor(io.stderr, io.env),
    isTTY: io.stderr.isTTY === true,
    now: () => performance.now(),
    language: languageOf(options.language),
  });
}

/** Prints a result in the format asked for, to stdout or a file. */
export async function writeReview(
  io: CliIo,
  options: ReviewOptions,
  result: ReviewResult,
  open: Pick<OpenChange, 'change' | 'description'>,
): Promise<void> {
  await writeOut(io, options.output, render(io, options, result, open));
}

function render(
  io: CliIo,
  options: ReviewOptions,
  result: ReviewResult,
  open: Pick<OpenChange, 'change' | 'description'>,
): string {
  const language = spokenLanguage(options, open);
  switch (options.format) {
    case 'json':
      return renderJson(result);
    case 'sarif':
      return renderSarif(result, { toolVersion: packageVersion() });
    case 'markdown':
      return renderMarkdown(result, { language, lines: codeRows(open.change) });
    case 'terminal':
      return renderTerminal(result, {
        color: options.output === undefined && usesColor(io.stdout, io.env),
        width: io.stdout.columns ?? 100,
        verbose: options.verbose === true,
        language,
        lines: codeRows(open.change),
      });
  }
}

/** The rows of the diff by their place, for a renderer to quote; secrets stay masked in a report too. */
function codeRows(given: Change): CodeRows {
  const { change } = maskChange(given);
  const files = new Map(change.files.map((file) => [file.path, file]));
  const indexes = new Map<string, ReturnType<typeof indexFile>>();
  return (path, side, startLine, line) => {
    const file = files.get(path);
    if (file === undefined) return null;
    const index = indexes.get(path) ?? indexFile(file);
    indexes.set(path, index);
    const texts: string[] = [];
    for (let at = startLine; at <= line; at++) {
      const run = index.byLine(side, at);
      if (run === null) return null;
      texts.push(index.rows(run.side, run.hunk)[run.start]!.text);
    }
    return texts;
  };
}
