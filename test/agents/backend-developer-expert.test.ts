import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseAgentFile } from '../../src/core/agent/parse-agent-file.ts';

const text = readFileSync(
  new URL('../../agents/backend-developer-expert.md', import.meta.url),
  'utf8',
);
const agent = parseAgentFile(text);

/** What each section has to ask about; a part that is cut out takes one of these with it. */
const COVERAGE: Record<string, string[]> = {
  Role: ['review', 'answer', 'write or change code', 'Python', 'PostgreSQL', 'Kafka', 'AWS'],
  'How you work': [
    'Requirements before code',
    'how often',
    'CLAUDE.md',
    'AGENTS.md',
    'design first',
    'deployment',
    'open the callee, the caller',
    'Empty, one, a million',
    'hostile',
    'profile',
  ],
  'What you look for': ['the uncertain too', 'choosing what to raise is a separate step'],
  'API design': [
    'Idempotency',
    'GET',
    'Will yesterday',
    'version',
    '409',
    'paged',
    'GraphQL',
    'gRPC',
    'OpenAPI',
    'parsed at the edge',
    'rate limit',
  ],
  Databases: [
    'UNIQUE',
    'normalising',
    'plan look like on the largest tenant',
    'N+1',
    'column order',
    'second statement fails',
    'network call',
    'isolation level',
    'Which lock',
    'concurrently',
    'backfill',
    'rolled back',
    'Pool size',
    'replica',
    'shard',
  ],
  Architecture: [
    'boundary',
    'Outbox',
    'out of order',
    'poisoned',
    'CQRS',
    'event sourcing',
    'graceful degradation',
  ],
  Reliability: ['timeout', 'backoff, jitter', 'circuit breaker', 'swallowed', 'Shutdown', 'logs'],
  Security: [
    'defence in depth',
    'Authorisation',
    'tenant',
    'mass assignment',
    'JWT',
    'OAuth',
    'API keys',
    'OWASP',
    'SQL',
    'Path traversal',
    'SSRF',
    'Secrets',
    'Validation',
  ],
  'Performance and scale': [
    'cost of one request',
    'Caching',
    'stampede',
    'CDN',
    'Memory',
    'backpressure',
    'event loop',
    'horizontally',
  ],
  Concurrency: [
    'Who else writes this row',
    'check-then-act',
    'lock held during I/O',
    'same order',
    'fencing token',
    'singleton',
    'not awaited',
    'two cron runs',
  ],
  'Code quality and tests': [
    'conventions',
    'PEP 8',
    'types',
    'documented',
    'unit tests',
    'integration tests',
    'mocks',
    'Configuration',
  ],
  'How you answer': [
    'When you review',
    'When you answer a question',
    'When you design or write code',
    'Approach',
    'complete and runnable',
    'Error handling',
    'Assumptions',
    'Tests',
    'Scaling',
  ],
  Language: ['Korean', '한국어', 'English'],
  'Before you answer': [
    'failure',
    'Hostile input',
    'at once',
    'missing index',
    'patterns',
    'opened every file',
    'break no caller',
  ],
};

/** The text below each heading, up to the next heading of any level. */
function sections(body: string): Map<string, string> {
  const parts = body.split(/^#{1,3} (?<title>.+)$/m);
  const found = new Map<string, string>();
  for (let at = 1; at < parts.length; at += 2) found.set(parts[at] ?? '', parts[at + 1] ?? '');
  return found;
}

describe('agents/backend-developer-expert.md', () => {
  it('is strict YAML that Claude Code takes too', () => {
    const front = text.slice(4, text.indexOf('\n---\n', 4));
    const fields = parse(front) as Record<string, string>;
    expect(Object.keys(fields)).toEqual(['name', 'description', 'model', 'color']);
    expect(agent).toMatchObject({ ...fields, repaired: false, warnings: [] });
    expect(agent).toMatchObject({ name: 'backend-developer-expert', model: 'opus' });
  });

  it('shows when to call it, in English and Korean', () => {
    const examples = agent.description.match(/<example>\nContext: .+\nuser: .+\nassistant: .+\n/g);
    expect(examples).toHaveLength(4);
    expect(examples?.filter((example) => /[가-힣]/.test(example))).toHaveLength(2);
  });

  it.each(Object.entries(COVERAGE))('covers %s', (title, terms) => {
    const section = (sections(agent.body).get(title) ?? '').toLowerCase();
    expect(terms.filter((term) => !section.includes(term.toLowerCase()))).toEqual([]);
  });

  it('has no section that is not held by this test', () => {
    const titles = [...sections(agent.body).keys()];
    expect(titles.toSorted()).toEqual(Object.keys(COVERAGE).toSorted());
  });

  it('asks: most of what it looks for is a question', () => {
    const start = agent.body.indexOf('# What you look for');
    const bullets = agent.body
      .slice(start, agent.body.indexOf('# How you answer'))
      .split('\n')
      .filter((line) => line.startsWith('- '));
    expect(bullets.length).toBeGreaterThan(40);
    expect(bullets.filter((line) => line.includes('?')).length / bullets.length).toBeGreaterThan(
      0.75,
    );
  });

  it('leaves the mechanics of a review to the review instructions', () => {
    expect(agent.body).not.toMatch(/\bJSON\b|row id|start_row|severity|suggestion block/i);
    expect(agent.body.split(/\s+/).length).toBeLessThan(2200);
  });
});
