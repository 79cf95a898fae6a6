import { describe, expect, it } from 'vitest';
import { fileLines } from '../../../src/core/diff/file-lines.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('fileLines', () => {
  it.each([
    ['', []],
    ['\n', ['']],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\n\n', ['a', '']],
    ['a\r\nb', ['a\r', 'b']],
  ])('of %j', (text, lines) => {
    expect(fileLines(encode(text))).toEqual(lines);
  });
});
