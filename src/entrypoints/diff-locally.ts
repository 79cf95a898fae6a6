import type { Config } from '../core/config/config.ts';
import type { Selection } from '../core/selection/select.ts';
import { usesColor } from './cli/color.ts';
import type { DiffOptions } from './cli/diff-command.ts';
import type { OpenChange } from './cli/open-change.ts';
import { spokenLanguage } from './cli/spoken-language.ts';
import { writeOut } from './cli/write-out.ts';
import type { CliIo } from './io.ts';
import { openChange } from './open-change.ts';

/** `backline diff`: the changed files as the reviewer sees them. */
export async function diffLocally(io: CliIo, options: DiffOptions, paths: string[]): Promise<void> {
  // Loaded while git is at work.
  const [open, { loadConfig }, { selectChanged }, render] = await Promise.all([
    openChange(io, options, paths),
    import('../review/load-config.ts'),
    import('../review/select-changed.ts'),
    options.format === 'json' ? jsonRenderer() : textRenderer(io, options),
  ]);
  try {
    const { config } = await loadConfig(open.trusted);
    const selections = await selectChanged(
      open.change.files,
      { blob: open.blob, attributes: open.head },
      { include: config.include, exclude: config.exclude, allFiles: options.allFiles === true },
    );
    await writeOut(io, options.output, render(open, config, selections));
  } finally {
    await open.close();
  }
}

type Render = (
  open: OpenChange,
  config: Config,
  selections: ReadonlyMap<string, Selection>,
) => string | Iterable<Uint8Array>;

async function jsonRenderer(): Promise<Render> {
  const { renderDiffJson } = await import('../core/render/diff-json.ts');
  return ({ change }, _config, selections) => renderDiffJson(change, selections);
}

async function textRenderer(io: CliIo, options: DiffOptions): Promise<Render> {
  const { renderDiffText } = await import('../core/render/diff-text.ts');
  const color = options.output === undefined && usesColor(io.stdout, io.env);
  return (open, config, selections) => {
    const named = config.language === undefined ? {} : { language: config.language };
    const language = spokenLanguage(named, open);
    return renderDiffText(open.change, selections, { color, language });
  };
}
