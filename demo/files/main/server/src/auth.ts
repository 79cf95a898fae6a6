import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { db } from './db.ts';
import { HttpError } from './errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    customerId: string;
  }
}

/** Lets a signed-in customer pass and notes who it is. */
export async function requireCustomer(request: FastifyRequest): Promise<void> {
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
  const { rows } = await db.query(
    'SELECT customer_id FROM sessions WHERE token_hash = $1 AND expires_at > now()',
    [createHash('sha256').update(token).digest('hex')],
  );
  if (rows.length === 0) throw new HttpError(401, 'Sign in first');
  request.customerId = rows[0].customer_id;
}
