import Fastify from 'fastify';
import { orderRoutes } from './routes/orders.ts';

export function buildServer() {
  const app = Fastify({ logger: true });
  app.decorateRequest('customerId', '');
  app.register(orderRoutes, { prefix: '/orders' });
  return app;
}

if (import.meta.main) {
  await buildServer().listen({ host: '0.0.0.0', port: Number(process.env.PORT ?? 3000) });
}
