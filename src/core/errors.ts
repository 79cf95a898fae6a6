/**
 * Something the user did or has to change: shown as one line, with the way out, and exit code 2.
 * Everything else that is thrown is a fault of ours or of the world and is logged in full.
 */
export class UserError extends Error {
  override name = 'UserError';
}
