import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Language, Parser } from '@vscode/tree-sitter-wasm';

const folder = dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'));

/** Whether a text is without syntax error, in each of these languages (names as in the grammars). */
export async function loadParsers(
  languages: readonly string[],
): Promise<(language: string, text: string) => boolean> {
  await Parser.init({ locateFile: () => join(folder, 'tree-sitter.wasm') });
  const parsers = new Map<string, Parser>();
  for (const language of languages) {
    const parser = new Parser();
    parser.setLanguage(await Language.load(join(folder, `tree-sitter-${language}.wasm`)));
    parsers.set(language, parser);
  }
  return (language, text) => {
    const tree = parsers.get(language)?.parse(text);
    if (!tree) throw new Error(`nothing parsed as ${language}`);
    const isRight = !tree.rootNode.hasError;
    tree.delete();
    return isRight;
  };
}
