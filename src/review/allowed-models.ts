import { UserError } from '../core/errors.ts';
import { isModelGlob, matchesModel } from '../core/operator/allowed.ts';
import { hasBudget, type Operator } from '../core/operator/operator.ts';
import type { Model, ModelInfo } from '../ports/model.ts';

/**
 * The model as the operator allows it: a choice outside of `allow.models` becomes the first of
 * them, with a note. Where the operator has set a budget, a model whose price nobody knows is none
 * that may be chosen, since nothing could hold the limit. `resolve` throws a UserError when not
 * even the operator's own model has a price.
 */
export function allowedModels(model: Model, operator: Operator): Model {
  const { models } = operator.allow;
  const needsPrice = hasBudget(operator);
  if (models.length === 0 && !needsPrice) return model;
  const globs = models.filter(isModelGlob);
  const names = models.filter((entry) => !isModelGlob(entry));

  const isAllowed = async ({ id }: ModelInfo, signal?: AbortSignal): Promise<boolean> => {
    if (models.length === 0 || names.includes(id) || matchesModel(id, globs)) return true;
    const known = await Promise.all(names.map((name) => model.resolve(name, signal)));
    return known.some((one) => one.id === id);
  };
  const hasPrice = ({ id }: ModelInfo): boolean => !needsPrice || model.price(id, 0) !== null;

  return {
    ...model,
    async resolve(name, signal) {
      const wanted = await model.resolve(name, signal);
      const allowed = await isAllowed(wanted, signal);
      if (allowed && hasPrice(wanted)) return wanted;
      const own = await model.resolve(names[0], signal);
      if (!hasPrice(own)) {
        throw new UserError(
          `the operator's budget can't be held: the price of ${own.id} is not known; add it to prices in the file that BACKLINE_CONFIG names`,
        );
      }
      const why = allowed
        ? `${wanted.id} has no known price, which the operator's budget needs`
        : `the operator does not allow ${wanted.id}`;
      return { ...own, note: `${why}; using ${own.id}` };
    },
  };
}
