import type { Brief } from '../core/prompt/brief.ts';
import type { ModelMessage, SystemBlock } from '../ports/model.ts';

/** Role and rules: the prefix that all requests of a repository share, byte for byte. */
export function systemBlocks(brief: Pick<Brief, 'role' | 'rules'>): SystemBlock[] {
  const role: SystemBlock = { text: brief.role, cache: true };
  return brief.rules === '' ? [role] : [role, { text: brief.rules, cache: true }];
}

/** The change, which all conversations about it share, then the question of this one. */
export function opening(brief: Pick<Brief, 'change' | 'question'>): ModelMessage[] {
  return [
    {
      role: 'user',
      content: [
        { type: 'text', text: brief.change, cache: true },
        { type: 'text', text: brief.question },
      ],
    },
  ];
}
