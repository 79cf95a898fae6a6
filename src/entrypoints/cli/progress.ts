import { clip, columns } from '../../core/render/columns.ts';
import { messages, type Language, type Messages } from '../../core/render/messages.ts';
import { oneLine } from '../../core/render/prose.ts';
import type { Phase, Progress, ProgressEvent } from '../../ports/progress.ts';

/** The stream to write to: stderr, stdout belongs to the result. */
export interface ProgressStream {
  write(text: string): unknown;
  /** Width of the terminal, when it is one; read anew for each line. */
  columns?: number;
}

export interface ProgressOptions {
  /** Nothing at all is written. */
  quiet: boolean;
  color: boolean;
  /** A live line when true; else one plain line per phase, and a sign of life now and then. */
  isTTY: boolean;
  /** Milliseconds, from any fixed point. */
  now: () => number;
  language?: Language;
}

const FRAMES = ['|', '/', '-', '\\'];
const TICK_MS = 125;
/** A plain log hears no more often than this from one phase. */
const SIGN_OF_LIFE_MS = 30_000;

interface State {
  phase: Phase | null;
  detail: string;
  activity: string;
  since: number;
}

/**
 * Shows on stderr what goes on. The caller has to send `done` at the end and when interrupted: it
 * clears the live line and stops its clock.
 */
export function createProgress(stream: ProgressStream, options: ProgressOptions): Progress {
  if (options.quiet) return () => {};
  const words = messages(options.language ?? 'en');
  return options.isTTY
    ? createLiveLine(stream, options, words)
    : createPlainLog(stream, options, words);
}

function createLiveLine(
  stream: ProgressStream,
  { color, now }: ProgressOptions,
  words: Messages,
): Progress {
  const state = createState(now);
  let drawn = 0;
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;

  // A carriage return and blanks, no escape sequence, so that a terminal without any is served too.
  const clear = (): void => {
    if (drawn > 0) stream.write(`\r${' '.repeat(drawn)}\r`);
    drawn = 0;
  };
  const draw = (): void => {
    const sign = FRAMES[frame++ % FRAMES.length] ?? '';
    const text = clip(`${sign} ${describe(state, now(), words)}`, (stream.columns ?? 80) - 1);
    const wide = columns(text);
    const rest = ' '.repeat(Math.max(0, drawn - wide));
    stream.write(`\r${color ? `\u001b[2m${text}\u001b[22m` : text}${rest}`);
    drawn = Math.max(wide, 1);
  };

  return (event) => {
    if (event.kind === 'done') {
      clearInterval(timer);
      timer = undefined;
      clear();
      return;
    }
    if (event.kind === 'notice') {
      clear();
      stream.write(`${oneLine(event.text)}\n`);
    }
    // The ticks draw: an answer that streams fast must not flood the terminal.
    if (update(state, event, now, words)) draw();
    timer ??= setInterval(draw, TICK_MS).unref();
  };
}

function createPlainLog(
  stream: ProgressStream,
  { now }: ProgressOptions,
  words: Messages,
): Progress {
  const state = createState(now);
  let last = now();
  const say = (text: string): void => {
    stream.write(`${text}\n`);
    last = now();
  };
  return (event) => {
    if (event.kind === 'done') return;
    if (event.kind === 'notice') return say(oneLine(event.text));
    if (update(state, event, now, words)) {
      const detail = state.detail === '' ? '' : `: ${state.detail}`;
      say(`${phaseName(state, words)}${detail}`);
    } else if (now() - last >= SIGN_OF_LIFE_MS) say(describe(state, now(), words));
  };
}

function createState(now: () => number): State {
  return { phase: null, detail: '', activity: '', since: now() };
}

/** Takes in an event; true when another phase began. */
function update(state: State, event: ProgressEvent, now: () => number, words: Messages): boolean {
  switch (event.kind) {
    case 'phase': {
      const other = event.phase !== state.phase;
      state.detail = oneLine(event.detail ?? '');
      if (!other) return false;
      state.phase = event.phase;
      state.activity = '';
      state.since = now();
      return true;
    }
    case 'model':
      state.activity = words.characters(event.characters);
      return false;
    case 'tool':
      state.activity = oneLine(event.detail);
      return false;
    case 'notice':
    case 'done':
      return false;
  }
}

function describe(state: State, at: number, words: Messages): string {
  const seconds = words.seconds(Math.floor((at - state.since) / 1000));
  return [phaseName(state, words), state.detail, seconds, state.activity]
    .filter((part) => part !== '')
    .join('  ');
}

function phaseName({ phase }: State, words: Messages): string {
  const names: Record<Phase, string> = words.phase;
  return phase === null ? '' : names[phase];
}
