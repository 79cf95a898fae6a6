import type { Order } from './api.ts';

export function OrderList({ orders }: { orders: Order[] }) {
  if (orders.length === 0) return <p>No orders yet.</p>;
  return (
    <ul>
      {orders.map((order) => (
        <li key={order.id}>
          <a href={`/orders/${order.id}`}>{order.reference}</a> {order.state}
        </li>
      ))}
    </ul>
  );
}
