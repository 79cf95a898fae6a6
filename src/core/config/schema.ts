import * as z from 'zod';
import { SEVERITIES } from '../finding/finding.ts';
import { DEFAULT_CHOOSING } from '../finding/rank.ts';
import { LANGUAGE_TAG, LANGUAGE_TAG_LENGTH, LANGUAGE_TAG_WORDS } from '../language-tag.ts';
import { EFFORTS, PUSH_MODES } from './config.ts';
import { DEFAULT_AGENT } from './default-config.ts';

/*
 * The shape of `.github/backline.yml` as people write it. A repository's file may come from people
 * the operator does not know, so nothing here names a host, a credential, an environment variable
 * or a command, and every path stays inside the repository.
 */

const glob = z.string().min(1).max(500);
const globs = z.array(glob).max(200);
const repositoryPath = z
  .string()
  .min(1)
  .max(500)
  .regex(/^(?![/\\~])(?!.*(?:^|[/\\])\.\.(?:[/\\]|$))(?!.*:)/, 'a path inside the repository');
const modelName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][\w.:@-]*$/, 'a model alias or id, like opus or claude-opus-5-5');
const model = modelName.meta({
  description: "Model alias (opus, sonnet, haiku, fable) or full id; over the agent file's own.",
});
const effort = z
  .enum(EFFORTS)
  .meta({ description: "How hard the model thinks; over the agent file's own." });
const weight = (part: keyof typeof DEFAULT_CHOOSING.weights, description: string) =>
  z.number().min(0).max(1000).default(DEFAULT_CHOOSING.weights[part]).meta({ description });

const role = (description: string) =>
  z
    .strictObject({ model: model.optional(), effort: effort.optional() })
    .optional()
    .meta({ description });

const roles = z.strictObject({
  finder: role('Reads the change and reports what it finds.'),
  verifier: role('Tries to refute each finding.'),
  answerer: role('Answers /ask and /explain.'),
});

const ranking = z.strictObject({
  weights: z
    .strictObject({
      would_post: weight('wouldPost', 'Weight of: would a busy senior reviewer post this?'),
      confidence: weight('confidence', "Weight of the finder's confidence."),
      verdict: weight('verdict', "Weight of the verifier's verdict."),
      severity: weight('severity', 'Weight of the severity.'),
    })
    .prefault({})
    .meta({ description: 'How much each signal counts; only their proportions matter.' }),
  threshold: z.number().min(0).max(1).default(DEFAULT_CHOOSING.threshold).meta({
    description: 'Lowest score, 0 to 1, that is posted; lower posts more.',
  }),
});

const triggers = z.strictObject({
  draft: z.boolean().default(false).meta({ description: 'Review drafts too.' }),
  push: z.enum(PUSH_MODES).default('incremental').meta({
    description:
      'What a push to an open pull request starts: a review of what is new, a full one, or none.',
  }),
  authors: globs.default([]).meta({
    description:
      'Globs of logins whose pull requests are reviewed; "!name" leaves out. Empty: all.',
  }),
  labels: globs.default([]).meta({
    description:
      'Globs of labels, one of which a pull request needs; "!name" leaves out those that have it. Empty: all.',
  }),
  branches: globs.default([]).meta({
    description:
      'Globs of base branches whose pull requests are reviewed; "!name" leaves out. Empty: all.',
  }),
});

const instruction = z.strictObject({
  files: z
    .union([glob, globs.min(1)])
    .meta({ description: 'A glob, or a list of them: the files this is about.' }),
  text: z
    .string()
    .min(1)
    .max(10_000)
    .meta({ description: 'What the reviewer should know or look for there.' }),
});

const money = z.number().positive().max(100_000);

export const configSchema = z
  .strictObject({
    agent: repositoryPath.default(DEFAULT_AGENT).meta({
      description: "The agent that reviews: its name, or its file's path in the repository.",
    }),
    language: z
      .string()
      .max(LANGUAGE_TAG_LENGTH)
      .regex(LANGUAGE_TAG, LANGUAGE_TAG_WORDS)
      .optional()
      .meta({
        description:
          'Language of comments, a tag like en or ko. Without it: the language of the pull request.',
      }),
    model: model.optional(),
    fallback_models: z.array(modelName).max(5).default([]).meta({
      description: 'Models asked in this order when the first one refuses or is out of reach.',
    }),
    effort: effort.optional(),
    roles: roles.prefault({}).meta({ description: 'A model and effort of its own for a role.' }),
    include: globs.default([]).meta({
      description: 'Globs of files to review even where they would be left out.',
    }),
    exclude: globs.default([]).meta({
      description: 'Globs of files never to review; wins over include.',
    }),
    severity: z.enum(SEVERITIES).default(DEFAULT_CHOOSING.severityFloor).meta({
      description: 'Lowest severity that is posted as a comment.',
    }),
    ranking: ranking.prefault({}).meta({
      description: 'How findings are weighed against each other before some are posted.',
    }),
    max_comments: z.int().min(0).max(200).default(DEFAULT_CHOOSING.maxComments).meta({
      description: 'Most line comments of one review; the others are listed in the summary.',
    }),
    fail_on: z
      .enum([...SEVERITIES, 'never'])
      .default('high')
      .meta({ description: 'Lowest severity that makes the check, or the exit code, fail.' }),
    on: triggers.prefault({}).meta({
      description: 'Which pull requests are reviewed without being asked.',
    }),
    instructions: z.array(instruction).max(100).default([]).meta({
      description: 'What the reviewer should know about some files.',
    }),
    guidelines: z.array(repositoryPath).max(50).default([]).meta({
      description: 'Paths of files read as rules, besides CLAUDE.md, AGENTS.md and REVIEW.md.',
    }),
    budget: z
      .strictObject({
        per_review_usd: money.optional().meta({ description: 'Most US dollars for one review.' }),
        per_day_usd: money.optional().meta({
          description: 'Most US dollars a day for this repository.',
        }),
      })
      .prefault({})
      .meta({ description: "Limits of cost; never above the operator's." }),
  })
  .meta({ title: 'Backline', description: 'A repository’s .github/backline.yml' });

export type WrittenConfig = z.output<typeof configSchema>;

/** JSON Schema (2020-12) of the file, for editors; what ships as schema/backline.schema.json. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configSchema, { io: 'input' });
}
