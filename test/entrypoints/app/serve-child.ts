import { serve } from '../../../src/entrypoints/app/serve.ts';

/** `backline serve` as a process of its own, in the current folder, with a worker that does nothing. */
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const { env, stdin, stdout, stderr } = process;
const io = { cwd: process.cwd(), stdin, stdout, stderr, env, signal: stop.signal, exitCode: 0 };
await serve(io, () => () => Promise.resolve());
