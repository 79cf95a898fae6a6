import type { Config } from '../core/config/config.ts';
import type { Change } from '../core/diff/model.ts';
import type { Selection } from '../core/selection/select.ts';
import { loadConfig } from '../review/load-config.ts';
import { selectChanged } from '../review/select-changed.ts';
import { usesColor } from './cli/color.ts';
import type { DiffOptions } from './cli/diff-command.ts';
import type { OpenChange } from './cli/open-change.ts';
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
    const text =
      options.format === 'json'
        ? await renderJson(open.change, selections)
        : await renderText(io, options, open, config, selections);
    await writeOut(io, options.output, text);
  } finally {
    await open.close();
  }
}

async function renderJson(
  change: Change,
  selections: ReadonlyMap<string, Selection>,
): Promise<Iterable<string>> {
  const { renderDiffJson } = await import('../core/render/diff-json.ts');
  return renderDiffJson(change, selections);
}

async function renderText(
  io: CliIo,
  options: DiffOptions,
  open: OpenChange,
  config: Config,
  selections: ReadonlyMap<string, Selection>,
): Promise<string> {
  const { renderDiffText } = await import('../core/render/diff-text.ts');
  const color = options.output === undefined && usesColor(io.stdout, io.env);
  const named = config.language === undefined ? {} : { language: config.language };
  return renderDiffText(open.change, selections, { color, language: spokenLanguage(named, open) });
}
