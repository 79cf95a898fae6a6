import { useEffect, useState } from 'react';
import { useDebounce } from 'use-debounce';
import { getJson, type Order } from './api.ts';
import { OrderList } from './OrderList.tsx';
import './order-search.css';

export function OrderSearch() {
  const [reference, setReference] = useState('');
  const [sort, setSort] = useState('created_at');
  const [orders, setOrders] = useState<Order[]>([]);
  const [query] = useDebounce(new URLSearchParams({ reference, sort }).toString(), 250);

  useEffect(() => {
    let current = true;
    void getJson<Order[]>(`/orders/search?${query}`).then((found) => current && setOrders(found));
    return () => {
      current = false;
    };
  }, [query]);

  return (
    <section className="order-search">
      <input
        placeholder="Reference"
        value={reference}
        onChange={(event) => setReference(event.target.value)}
      />
      <select value={sort} onChange={(event) => setSort(event.target.value)}>
        <option value="created_at">Newest first</option>
        <option value="total_cents">Largest first</option>
      </select>
      <OrderList orders={orders} />
    </section>
  );
}
