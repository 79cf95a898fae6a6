import { once } from 'node:events';
import { createServer } from 'node:net';
import { UserError } from '../../core/errors.ts';

/**
 * The port to listen on: a free one for 0, which Probot would take for its default. Throws a
 * UserError when nothing can listen there; `prefix` begins the names of the variables that it names.
 */
export async function requirePort(host: string, port: number, prefix = ''): Promise<number> {
  const probe = createServer();
  try {
    probe.listen({ host, port, exclusive: true });
    await once(probe, 'listening');
  } catch (error) {
    throw explainListen(error, host, port, prefix);
  }
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** What the user can do about a failed `listen`; any other error as it is. */
export function explainListen(error: unknown, host: string, port: number, prefix = ''): unknown {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return new UserError(`port ${port} is taken: set ${prefix}PORT to a free one`, {
        cause: error,
      });
    case 'EACCES':
      return new UserError(`port ${port} may not be used by this user: set ${prefix}PORT`, {
        cause: error,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new UserError(`${prefix}HOST ${host} is no address of this machine`, { cause: error });
    default:
      return error;
  }
}
