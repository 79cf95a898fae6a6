import { figuresOf, type Figures } from './figures.ts';
import { isOurs, type PullRecord } from './pull-record.ts';

export const GROUPINGS = ['repository', 'category', 'agent'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** The figures of one repository, category or agent. */
export interface GroupFigures extends Figures {
  /** Null for comments that do not tell it: those of older versions. */
  name: string | null;
}

/** Figures over all pull requests of ours, and apart by one of their sides. */
export interface Stats {
  overall: Figures;
  by: Grouping;
  /** Most comments first, then by name. */
  groups: GroupFigures[];
}

/** Computes the figures of pull requests; those without anything of ours do not count. */
export function computeStats(pulls: readonly PullRecord[], by: Grouping): Stats {
  const ours = pulls.filter(isOurs);
  const names = [...new Set(ours.flatMap((pull) => namesIn(pull, by)))];
  return {
    overall: figuresOf(ours),
    by,
    groups: names
      .map((name) => ({ name, ...figuresFor(ours, by, name) }))
      .toSorted((a, b) => b.comments - a.comments || compareNames(a.name, b.name)),
  };
}

function namesIn(pull: PullRecord, by: Grouping): (string | null)[] {
  switch (by) {
    case 'repository':
      return [pull.repository];
    case 'category':
      return pull.comments.map(({ category }) => category);
    case 'agent':
      return agentsOn(pull);
  }
}

/** Whoever finished a review of it or found something in it. */
function agentsOn({ counts, comments }: PullRecord): (string | null)[] {
  const reviewed = (counts ?? []).filter(({ reviews }) => reviews > 0);
  return [...new Set([...reviewed, ...comments].map(({ agent }) => agent))];
}

function figuresFor(ours: readonly PullRecord[], by: Grouping, name: string | null): Figures {
  switch (by) {
    case 'repository':
      return figuresOf(ours.filter(({ repository }) => repository === name));
    case 'category': {
      // Of all pull requests, so that the categories' comments a pull request add up.
      const only = ours.map((pull) => ({
        ...pull,
        comments: pull.comments.filter(({ category }) => category === name),
      }));
      return { ...figuresOf(only), reviews: null, cost: null };
    }
    case 'agent':
      return figuresOf(ours.flatMap((pull) => partOf(pull, name)));
  }
}

/** An agent's part in a pull request. What several agents cost together is nobody's alone. */
function partOf(pull: PullRecord, agent: string | null): PullRecord[] {
  const agents = agentsOn(pull);
  if (!agents.includes(agent)) return [];
  return [
    {
      ...pull,
      comments: pull.comments.filter((comment) => comment.agent === agent),
      counts: pull.counts?.filter((count) => count.agent === agent) ?? null,
      costUsd: agents.length === 1 ? pull.costUsd : null,
    },
  ];
}

/** By code units, the same on every machine; what has no name comes last. */
function compareNames(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : Number(a > b);
}
