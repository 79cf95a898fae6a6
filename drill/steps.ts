import type { Fault } from '../test/support/github/faults.ts';
import type { Fleet } from './fleet.ts';

/** Has `kill` called once, at a step of the next review; gives what takes that back. */
type Arm = (fleet: Fleet, kill: () => Promise<void>) => () => void;

/** GitHub has done what it was asked for, and the answer is lost with the process. */
function afterRequest(method: string, path: RegExp): Arm {
  const fault: Fault = { method, path, afterStoring: true, cut: true };
  return ({ github }, kill) => github.faults.add({ ...fault, met: () => void kill() });
}

/** The model is asked for the `nth` time, and nobody is there to hear the answer. */
function atQuestion(nth: number): Arm {
  return (fleet, kill) => {
    let left = nth;
    fleet.onQuestion = async () => {
      left -= 1;
      if (left === 0) await kill();
    };
    return () => {
      fleet.onQuestion = () => undefined;
    };
  };
}

/** The steps of a review, in their order, at each of which its process is killed. */
export const STEPS: Readonly<Record<string, Arm>> = {
  'the check has begun': afterRequest('POST', /\/check-runs$/),
  'the objects are fetched': ({ github }, kill) =>
    github.faults.add({ path: /\/git-upload-pack$/, cut: true, met: () => void kill() }),
  'the model reads': atQuestion(1),
  'the first finding is verified': atQuestion(2),
  'the review is pending': afterRequest('POST', /\/pulls\/\d+\/reviews$/),
  'the review is posted': afterRequest('POST', /\/reviews\/\d+\/events$/),
  'the summary is posted': afterRequest('POST', /\/issues\/\d+\/comments$/),
  'the check has ended': afterRequest('PATCH', /\/check-runs\/\d+$/),
};
