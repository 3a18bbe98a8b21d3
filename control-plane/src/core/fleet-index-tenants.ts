import { IdOrder } from "./fleet-index-order.ts";

const nothing = new IdOrder();

/** The ids of each tenant's devices, in order. */
export class TenantOrders {
  readonly #orders = new Map<string, IdOrder>();

  of(tenant: string): IdOrder {
    return this.#orders.get(tenant) ?? nothing;
  }

  /** The device belongs to `to` now; undefined: to nobody. */
  move(sessionId: string, from: string | undefined, to: string | undefined): void {
    if (from === to) return;
    if (from !== undefined) this.#orders.get(from)?.delete(sessionId);
    if (to === undefined) return;
    const order = this.#orders.get(to) ?? new IdOrder();
    order.add(sessionId);
    this.#orders.set(to, order);
  }
}
