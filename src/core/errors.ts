/**
 * Something the user did or has to change: shown as one line, with the way out, and exit code 2.
 * What GitHub, git's server and the model fail of has errors of its own; everything else that is
 * thrown is a fault of ours and is logged in full.
 */
export class UserError extends Error {
  override name = 'UserError';
}
