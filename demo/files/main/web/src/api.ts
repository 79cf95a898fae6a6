export interface Order {
  id: string;
  reference: string;
  state: string;
  totalCents: number;
}

export async function getJson<T>(path: string): Promise<T> {
  const response = await fetch(path, { credentials: 'include' });
  if (!response.ok) throw new Error(`${path} answered with ${response.status}`);
  return response.json();
}
