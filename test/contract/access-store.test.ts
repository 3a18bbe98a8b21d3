import { MemoryAccessStore } from "@rae/control-plane/testing";
import { accessStoreContract } from "./access-store-contract.ts";

accessStoreContract("memory", async () => {
  const store = new MemoryAccessStore();
  return [store, store.another()];
});
