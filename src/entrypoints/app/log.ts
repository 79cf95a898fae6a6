import pino, { type Logger } from 'pino';
import { jobFields } from './job-fields.ts';
import { lineForPeople } from './log-line.ts';
import type { ServerSettings } from './settings.ts';

/** Tokens, App JWTs and PEM keys, as they would stand in an error or a logged request. */
const CREDENTIALS =
  /gh[a-z]_[A-Za-z0-9_]{10,}|github_pat_\w+|eyJ[\w-]+\.[\w-]+\.[\w-]+|sk-ant-[\w-]+|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs;

/**
 * The server's log: lines for people on a terminal, else one JSON object a line. `secrets` and
 * whatever looks like a credential are masked in each line, wherever they come from; headers are
 * left out, and an error's event, which would be a whole payload. Lines of a job say which.
 */
export function createLog(
  destination: NodeJS.WritableStream & { isTTY?: boolean },
  level: ServerSettings['logLevel'],
  secrets: readonly string[] = [],
): Logger {
  const forPeople = destination.isTTY === true;
  return pino(
    {
      name: 'backline',
      level,
      base: null,
      mixin: jobFields,
      redact: { paths: ['req.headers', 'res.headers', 'headers'], remove: true },
      // Probot logs bare errors, which arrive as `err` too.
      serializers: { err: briefError },
      hooks: { streamWrite: (line) => mask(line, secrets) },
    },
    {
      write: (line: string) => void destination.write(forPeople ? lineForPeople(line) : line),
    },
  );
}

/** What is kept of an error: no payload, no request, no response. */
function briefError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const status: unknown = 'status' in error ? error.status : undefined;
  const errors = error instanceof AggregateError ? error.errors.map(briefError) : undefined;
  return {
    type: name,
    message,
    stack,
    ...(status === undefined ? {} : { status }),
    ...(errors === undefined ? {} : { errors }),
    ...(cause === undefined ? {} : { cause: briefError(cause) }),
  };
}

function mask(line: string, secrets: readonly string[]): string {
  let masked = line.replace(CREDENTIALS, '[masked]');
  for (const secret of secrets) {
    // A word that short would be found everywhere.
    if (secret.length < 4) continue;
    masked = masked.replaceAll(JSON.stringify(secret).slice(1, -1), '[masked]');
  }
  return masked;
}
