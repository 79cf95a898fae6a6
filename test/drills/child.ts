import { fork } from 'node:child_process';

/** A Node process of the drill's own, which it talks to. */
export interface Child<To> {
  tell: (message: To) => void;
  /** As a crash does: nothing is tidied up. */
  kill: () => void;
  /** Resolves with the signal that ended it, null when it ended by itself. */
  ended: Promise<string | null>;
}

/** Starts a module with a configuration as its argument; `hear` gets what it says. */
export function startChild<To>(
  module: URL,
  config: object,
  hear: (message: unknown) => void,
): Child<To> {
  const child = fork(module, [JSON.stringify(config)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  // A drill that fails must not leave it behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.on('message', (message) => hear(message));
  const ended = new Promise<string | null>((resolve) =>
    child.once('exit', (_code, signal) => {
      process.off('exit', kill);
      resolve(signal);
    }),
  );
  // What is told to one that has just died is lost, as it is in life.
  return { tell: (message) => void child.send(message as object, () => undefined), kill, ended };
}
