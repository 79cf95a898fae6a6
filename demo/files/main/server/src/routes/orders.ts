import type { FastifyInstance } from 'fastify';
import { requireCustomer } from '../auth.ts';
import { db } from '../db.ts';
import { notFound } from '../errors.ts';
import { findOrder, listOrders } from '../repositories/orders.ts';
import { refundToCredit } from '../services/refunds.ts';

export async function orderRoutes(app: FastifyInstance): Promise<void> {
  app.addHook('preHandler', requireCustomer);

  app.get('/', async (request) => listOrders(db, request.customerId));

  app.get<{ Params: { id: string } }>('/:id', async (request) => {
    const order = await findOrder(db, request.params.id);
    if (order === null) throw notFound();
    if (order.customerId !== request.customerId) throw notFound();
    return order;
  });

  app.post<{ Params: { id: string } }>('/:id/refund', async (request, reply) => {
    await refundToCredit(request.params.id, request.customerId);
    return reply.code(204).send();
  });
}
