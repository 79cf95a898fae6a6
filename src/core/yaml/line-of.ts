import { isMap, isScalar, isSeq, type Document, type Node } from 'yaml';

/** The 1-based line of the deepest node on the path that the file has; of its key where it is a key. */
export function lineOf(document: Document, path: readonly PropertyKey[], text: string): number {
  let node: unknown = document.contents;
  let offset = start(node) ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        ({ key }) => isScalar(key) && String(key.value) === String(step),
      );
      offset = start(pair?.key) ?? offset;
      node = pair?.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = start(node) ?? offset;
    } else break;
  }
  return text.slice(0, offset).split('\n').length;
}

function start(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
