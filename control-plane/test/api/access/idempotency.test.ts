import { afterEach, beforeEach, expect, test } from "vitest";
import type { ApiLab } from "../api-lab.ts";
import { openLeaseLab } from "../leases/lease-lab.ts";
import { as, makeTokenBy } from "./token-lab.ts";

let lab: ApiLab;
beforeEach(async () => {
  lab = await openLeaseLab(2);
  await lab.untilAccessIsRead();
});
afterEach(() => lab.close());

test.each(["tenant", "platform"] as const)(
  "one idempotency key of two principals whose reach is the %s, and of the administrator, stands for three requests",
  async (reach) => {
    const first = await makeTokenBy(lab, { role: "tester", reach });
    const second = await makeTokenBy(lab, { role: "tester", reach });
    const senders = [as(first.token), as(second.token), {}];
    const ids = new Set<string>();
    for (const sender of senders) {
      const headers = { ...sender, "idempotency-key": "one" };
      const body = { capability: "power", command: "state" };
      const ask = { method: "POST", headers, body };
      const sent = await lab.ask("/v1/devices/d1/commands", ask);
      expect(sent.status).toBe(202);
      expect((await lab.ask("/v1/devices/d1/commands", ask)).body.id).toBe(sent.body.id);
      const wanted = { method: "POST", headers, body: { device: "d1", waitMs: 600_000 } };
      ids.add(sent.body.id).add((await lab.ask("/v1/leases", wanted)).body.id);
    }
    expect(ids.size).toBe(6);
  },
);
