import { renderDiffJson } from '../core/render/diff-json.ts';
import { renderDiffText } from '../core/render/diff-text.ts';
import { loadConfig } from '../review/load-config.ts';
import { selectChanged } from '../review/select-changed.ts';
import { usesColor } from './cli/color.ts';
import type { DiffOptions } from './cli/diff-command.ts';
import { spokenLanguage } from './cli/spoken-language.ts';
import { writeOut } from './cli/write-out.ts';
import type { CliIo } from './io.ts';
import { openChange } from './open-change.ts';

/** `backline diff`: the changed files as the reviewer sees them. */
export async function diffLocally(io: CliIo, options: DiffOptions, paths: string[]): Promise<void> {
  const open = await openChange(io, options, paths);
  try {
    const { config } = await loadConfig((path) => open.trusted.read(path));
    const selections = await selectChanged(
      open.change.files,
      { blob: open.blob, attributes: open.head },
      { include: config.include, exclude: config.exclude, allFiles: options.allFiles === true },
    );
    const color = options.output === undefined && usesColor(io.stdout, io.env);
    const language = spokenLanguage(
      { ...(config.language && { language: config.language }) },
      open,
    );
    const text =
      options.format === 'json'
        ? renderDiffJson(open.change, selections)
        : renderDiffText(open.change, selections, { color, language });
    await writeOut(io, options.output, text);
  } finally {
    await open.close();
  }
}
