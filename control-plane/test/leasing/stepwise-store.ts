import type { LeaseStore } from "../../src/ports/lease-store.ts";

/** The store without `replaceAndClaim`, as one that can change one row at a time. */
export function stepwise(store: LeaseStore): LeaseStore {
  return new Proxy(store, {
    get(target, name) {
      if (name === "replaceAndClaim") return undefined;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
