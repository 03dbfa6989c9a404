/** What the shop knows. In memory, so that the sample needs no database: put yours behind the same functions. */
import type { Order, Product } from './generated/types.js';

/** An order with what the API never shows. */
export interface StoredOrder extends Order {
  readonly id: string;
  readonly customer: string;
}

const products: readonly Product[] = [
  { sku: 'BKS-001', name: 'The Pragmatic Programmer', category: 'books', price: 39.95 },
  { sku: 'GAM-001', name: 'Chess set', category: 'games', price: 24.5 },
  { sku: 'TLS-001', name: 'Screwdriver', category: 'tools', price: 7.99 },
];

const orders = new Map<string, StoredOrder>();

export const shop = {
  products: (category?: Product['category']) =>
    products.filter((product) => category === undefined || product.category === category),

  product: (sku: string) => products.find((product) => product.sku === sku) ?? null,

  order: (id: string) => orders.get(id) ?? null,

  ordersOf: (customer: string, status?: Order['status']) =>
    [...orders.values()]
      .filter((order) => order.customer === customer && (status === undefined || order.status === status))
      .reverse(),

  save(order: StoredOrder): StoredOrder {
    orders.set(order.id, order);
    return order;
  },

  /** Units sold by SKU. */
  sales(): ReadonlyMap<string, number> {
    const sold = new Map<string, number>();
    for (const { sku, quantity, status } of orders.values()) {
      if (status !== 'cancelled') sold.set(sku, (sold.get(sku) ?? 0) + quantity);
    }
    return sold;
  },
};
