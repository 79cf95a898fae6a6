import * as z from 'zod';
import { isModelGlob } from './allowed.ts';
import { DEFAULT_PER_PROCESS } from './operator.ts';

/* The shape of the operator's file as people write it. It holds no secret: those stay in the environment. */

const repositoryGlob = z
  .string()
  .max(200)
  .regex(/^!?[^\s/!]+(?:\/[^\s/]+)?$/, 'an OWNER or OWNER/NAME, or a glob of them');
const modelGlob = z
  .string()
  .max(200)
  .regex(/^[^\s!]+$/, 'a model alias or id, or a glob of ids');
const money = z.number().positive().max(1_000_000);
const price = z.number().min(0).max(10_000);

const allow = z.strictObject({
  repositories: z.array(repositoryGlob).max(1000).default([]).meta({
    description:
      'Globs of owners, or of OWNER/NAME, whose pull requests are reviewed; "!name" leaves out. Empty: all.',
  }),
  models: z
    .array(modelGlob)
    .max(100)
    .refine(([first]) => first === undefined || !isModelGlob(first), {
      error: 'a list that begins with a name, not a glob: it stands in for what is not allowed',
    })
    .default([])
    .meta({
      description:
        'Aliases, ids and globs of ids that may be used; the first, which must be no glob, is used instead of any other. Empty: all.',
    }),
});

const budget = z.strictObject({
  per_review_usd: money.optional().meta({ description: 'Most US dollars for one review.' }),
  per_day_usd: money.optional().meta({
    description: 'Most US dollars a day (UTC) for all reviews of the App together.',
  }),
  per_owner_day_usd: money.optional().meta({
    description: 'Most US dollars a day (UTC) for the repositories of each owner.',
  }),
  owners: z
    .record(z.string(), money)
    .default({})
    .meta({ description: 'By login: most US dollars a day, over per_owner_day_usd.' }),
});

const prices = z.record(
  z.string(),
  z.strictObject({
    input: price.meta({ description: 'US dollars per million input tokens.' }),
    output: price.meta({ description: 'US dollars per million output tokens.' }),
    cache_read: price.optional().meta({
      description: 'Per million tokens read from the cache; without it 0.1 of input.',
    }),
    cache_write: price.optional().meta({
      description: 'Per million tokens written to the cache; without it 1.25 of input.',
    }),
  }),
);

const atATime = z.int().min(1).max(1000);

const concurrency = z.strictObject({
  per_process: atATime.default(DEFAULT_PER_PROCESS).meta({
    description: `In one process; ${DEFAULT_PER_PROCESS} without it.`,
  }),
  total: atATime.optional().meta({
    description: 'Over all processes that share a store; no limit without it.',
  }),
  per_installation: atATime.optional().meta({
    description: 'Of those, how many may be one installation’s; no limit without it.',
  }),
});

export const operatorSchema = z
  .strictObject({
    allow: allow.prefault({}).meta({ description: 'Which repositories and models are served.' }),
    budget: budget.prefault({}).meta({
      description: 'Limits of cost. A repository may lower them for itself, never raise them.',
    }),
    prices: prices.default({}).meta({
      description: 'Prices by model id, over the built-in table.',
    }),
    concurrency: concurrency.prefault({}).meta({
      description: 'How many reviews and answers run at a time.',
    }),
    resolve_threads: z.boolean().default(false).meta({
      description:
        'Resolve the threads of findings that are fixed. GitHub wants the permission contents: write for it.',
    }),
  })
  .meta({ title: 'Backline, the operator’s file', description: 'What BACKLINE_CONFIG names' });

export type WrittenOperator = z.output<typeof operatorSchema>;

/** JSON Schema (2020-12) of the file, for editors; what ships as schema/operator.schema.json. */
export function operatorJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(operatorSchema, { io: 'input' });
}
