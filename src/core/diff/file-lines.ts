/**
 * A file's lines as git counts them: the newline at its end begins no other one. Carriage returns
 * stay, and what is no UTF-8 is replaced.
 */
export function fileLines(bytes: Uint8Array): string[] {
  const lines = new TextDecoder().decode(bytes).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
