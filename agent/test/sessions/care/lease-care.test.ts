import { expect, test } from "vitest";
import { CaredBox, care } from "./cared-box.ts";

/** Sends `lease.arm` or `lease.end` for a lease whose token tells it. */
function order(box: CaredBox, sessionId: string, name: "arm" | "end", token: number, more = {}) {
  const parameters =
    name === "arm"
      ? { holder: `job-${token}`, purpose: "test", untilMs: box.clock.nowMs() + 60_000 }
      : { reason: "released" };
  return box.command(sessionId, `${name}-${token}`, {
    ...{ capability: "lease", command: name, parameters },
    lease: { leaseId: `lease-${token}`, token, remainingMs: 60_000 },
    ...more,
  });
}

/** A box whose device is leased under token 1. */
async function leasedBox(of: typeof care = care) {
  const box = new CaredBox({}, of);
  const sessionId = await box.begin();
  await order(box, sessionId, "arm", 1);
  expect(box.states("arm-1")).toEqual(["succeeded"]);
  box.ran.length = 0;
  return { box, sessionId };
}

test("the next holder gets the device only when it is cleaned up and checked", async () => {
  const { box, sessionId } = await leasedBox();
  const home = Promise.withResolvers<never>();
  box.failures.set("app.launch", () => home.promise);
  await order(box, sessionId, "end", 1);
  await order(box, sessionId, "arm", 2);
  await box.clock.advance(5_000);
  expect(box.ran).toEqual(["app.launch"]);
  expect(box.states("arm-2")).toEqual([]);
  expect(box.health.state).toBe("cleaning");
  home.resolve(undefined as never);
  await box.clock.advance(10);
  expect(box.ran).toEqual(["app.launch", "power.state"]);
  expect(box.states("arm-2")).toEqual(["succeeded"]);
  expect(box.health.state).toBe("ready");
});

test("a clean-up that fails quarantines: the next holder is refused with the evidence, and gets the device when it is well", async () => {
  const { box, sessionId } = await leasedBox();
  box.failing("app.launch", "refused", "no such app");
  await order(box, sessionId, "end", 1);
  await order(box, sessionId, "arm", 2);
  expect(box.states("arm-2")).toEqual(["rejected quarantined"]);
  const reason = 'cleanUp step 1 app.launch {"appId":"home"}: refused: no such app';
  expect(box.health).toEqual({ state: "quarantined", reason });
  expect(box.uplink.outcomes.at(-1)?.error?.details).toMatchObject({ reason });
  box.failures.clear();
  await box.clock.advance(30_000);
  expect(box.health).toEqual({ state: "ready", reason: undefined });
  await order(box, sessionId, "arm", 3);
  expect(box.states("arm-3")).toEqual(["succeeded"]);
});

test("a holder dies while the box is cut off: the lease lapses, and the device is cleaned up, checked and ready at the box alone", async () => {
  const { box, sessionId } = await leasedBox();
  box.uplink.isReachable = false;
  box.uplink.current?.cut();
  await box.clock.advance(61_000);
  expect(box.ran).toEqual(["app.launch", "power.state"]);
  box.uplink.isReachable = true;
  await box.clock.advance(60_000);
  expect(box.healthStates.slice(-3)).toEqual(["cleaning", "checking", "ready"]);
  await order(box, sessionId, "arm", 2);
  expect(box.states("arm-2")).toEqual(["succeeded"]);
});

test("an agent that restarts in the middle of a clean-up begins it again before the next holder gets the device", async () => {
  const { box, sessionId } = await leasedBox();
  box.failures.set("app.launch", () => new Promise(() => {}));
  await order(box, sessionId, "end", 1);
  await box.stop();
  box.failures.clear();
  await box.start();
  await box.plug();
  await order(box, sessionId, "arm", 2);
  expect(box.states("arm-2")).toEqual([]);
  box.ran.length = 0;
  await box.plug(box.face);
  await box.clock.advance(10);
  expect(box.ran).toEqual(["app.launch", "power.state"]);
  expect(box.states("arm-2")).toEqual(["succeeded"]);
});

test("a device that fails its first check is not handed out", async () => {
  const box = new CaredBox();
  box.power = "off";
  const sessionId = await box.begin();
  await order(box, sessionId, "arm", 1);
  expect(box.states("arm-1")).toEqual(["rejected quarantined"]);
});

test("a leased device is not checked by hand, nor when its lists change", async () => {
  const { box, sessionId } = await leasedBox();
  await box.command(sessionId, "c1", { capability: "health", command: "check" });
  expect(box.states("c1")).toEqual(["rejected leased"]);
  box.agent.setLab([
    { asset: "tv-17", usn: "u1", check: [{ capability: "app", command: "list" }] },
  ]);
  await box.clock.advance(1_000);
  expect(box.ran).toEqual([]);
  await order(box, sessionId, "end", 1);
  expect(box.ran).toEqual(["app.launch", "app.list"]);
});

test("a stranger cannot act in the middle of a clean-up or of the check after it; queries, and whoever comes after it, can", async () => {
  const { box, sessionId } = await leasedBox();
  const steps = ["app.launch", "power.state"].map((name) => {
    const going = Promise.withResolvers<never>();
    box.failures.set(name, () => going.promise);
    return going;
  });
  await order(box, sessionId, "end", 1);
  await box.command(sessionId, "c1");
  expect(box.health.state).toBe("cleaning");
  steps[0]?.resolve(undefined as never);
  await box.clock.advance(10);
  await box.command(sessionId, "c2");
  expect(box.health.state).toBe("checking");
  steps[1]?.resolve(undefined as never);
  box.failures.clear();
  await box.clock.advance(10);
  await box.command(sessionId, "c3");
  expect(["c1", "c2", "c3"].map((id) => box.states(id).at(-1))).toEqual([
    "rejected not-ready",
    "rejected not-ready",
    "succeeded",
  ]);
  expect(box.ran).toEqual(["app.launch", "power.state", "power.on"]);
});

test("an operator drives a device in quarantine by hand, also while it is checked again", async () => {
  const { box, sessionId } = await leasedBox();
  box.failing("app.launch", "refused", "no such app");
  await order(box, sessionId, "end", 1);
  expect(box.health.state).toBe("quarantined");
  await box.command(sessionId, "c1");
  const going = Promise.withResolvers<never>();
  box.failures.set("app.launch", () => going.promise);
  await box.clock.advance(30_000);
  await box.command(sessionId, "c2");
  going.resolve(undefined as never);
  await box.clock.advance(10);
  expect(["c1", "c2"].map((id) => box.states(id).at(-1))).toEqual(["succeeded", "succeeded"]);
});

test("a device that waits for its clean-up, as it sleeps, may be woken by anybody", async () => {
  const { box, sessionId } = await leasedBox();
  box.failing("app.launch", "asleep", "it sleeps");
  await order(box, sessionId, "end", 1);
  expect(box.health.state).toBe("cleaning");
  await box.command(sessionId, "c1");
  expect(box.states("c1").at(-1)).toBe("succeeded");
});
