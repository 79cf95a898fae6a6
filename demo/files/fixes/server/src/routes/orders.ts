import type { FastifyInstance } from 'fastify';
import { requireCustomer } from '../auth.ts';
import { db } from '../db.ts';
import { notFound } from '../errors.ts';
import { findOrder, listOrders, searchOrders, type Order } from '../repositories/orders.ts';
import { refundToCredit } from '../services/refunds.ts';
import { creditBalance, payWithCredit } from '../services/store-credit.ts';

export async function orderRoutes(app: FastifyInstance): Promise<void> {
  app.addHook('preHandler', requireCustomer);

  app.get('/', async (request) => listOrders(db, request.customerId));

  app.get<{ Querystring: { reference?: string; sort?: string } }>('/search', async (request) => {
    const { reference = '', sort = 'created_at' } = request.query;
    request.log.info({ reference, headers: request.headers }, 'orders searched');
    return searchOrders(db, request.customerId, reference, sort);
  });

  app.get<{ Params: { id: string } }>('/:id', async (request) =>
    loadOrder(request.params.id, request.customerId),
  );

  app.post<{ Params: { id: string } }>('/:id/pay-with-credit', async (request) => {
    const order = await loadOrder(request.params.id, request.customerId);
    await payWithCredit(order, request.customerId);
    return { creditCents: await creditBalance(request.customerId) };
  });

  app.post<{ Params: { id: string } }>('/:id/refund', async (request, reply) => {
    await refundToCredit(request.params.id, request.customerId);
    return reply.code(204).send();
  });
}

async function loadOrder(id: string, customerId: string): Promise<Order> {
  const order = await findOrder(db, id);
  if (order === null || order.customerId !== customerId) throw notFound();
  return order;
}
