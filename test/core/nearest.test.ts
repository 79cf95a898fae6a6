import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/core/nearest.ts';

describe('nearest', () => {
  it.each([
    ['exclud', 'exclude'],
    ['inclde', 'include'],
    ['AGENT', 'agent'],
    ['gaent', 'agent'],
    ['guidelinesss', 'guidelines'],
    ['', 'agent'],
    ['guide', 'guidelines'],
    ['INC', 'include'],
    ['gu', 'agent'],
  ])('of %j is %s', (word, found) => {
    expect(nearest(word, ['agent', 'include', 'exclude', 'guidelines'])).toBe(found);
  });

  it('is nothing among none, and quick for a long word', () => {
    expect(nearest('a', [])).toBeUndefined();
    expect(nearest('x'.repeat(1_000_000), ['agent'])).toBe('agent');
  });
});
