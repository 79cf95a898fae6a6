import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildServer } from '../src/server.ts';
import { newCustomer, newOrder } from './factories.ts';

const app = buildServer();

test('an order is shown to its customer', async () => {
  const customer = await newCustomer();
  const order = await newOrder(customer, { totalCents: 4200 });
  const reply = await app.inject({ url: `/orders/${order.id}`, headers: customer.headers });
  assert.equal(reply.statusCode, 200);
  assert.equal(reply.json().totalCents, 4200);
});

test('a refund is paid out as store credit', async () => {
  const customer = await newCustomer({ creditCents: 0 });
  const order = await newOrder(customer, { totalCents: 4200, state: 'paid' });
  const reply = await app.inject({
    method: 'POST',
    url: `/orders/${order.id}/refund`,
    headers: customer.headers,
  });
  assert.equal(reply.statusCode, 204);
  assert.equal(await customer.creditCents(), 4200);
});

test('an order is paid with store credit', async () => {
  const customer = await newCustomer({ creditCents: 5000 });
  const order = await newOrder(customer, { totalCents: 4200 });
  const reply = await app.inject({
    method: 'POST',
    url: `/orders/${order.id}/pay-with-credit`,
    headers: customer.headers,
  });
  assert.equal(reply.statusCode, 200);
  assert.deepEqual(reply.json(), { creditCents: 800 });
});

test('orders are found by the start of their reference', async () => {
  const customer = await newCustomer();
  await newOrder(customer, { reference: `TEA-${customer.id}` });
  const reply = await app.inject({
    url: `/orders/search?reference=tea-${customer.id}`,
    headers: customer.headers,
  });
  assert.equal(reply.json().length, 1);
});
