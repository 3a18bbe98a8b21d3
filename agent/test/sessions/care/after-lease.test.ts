import { expect, test } from "vitest";
import { PlayedDevices } from "./played-devices.ts";

const never = new AbortController().signal;

/** A device that was checked, and was leased since. */
async function leased() {
  const box = new PlayedDevices();
  await box.caretaker.ready("s1", never);
  box.ran.length = 0;
  box.shown.length = 0;
  return box;
}

test("after a lease the device is cleaned up, then checked, and only then ready", async () => {
  const box = await leased();
  const cleaned = Promise.withResolvers<Record<string, never>>();
  box.answering("app.launch", () => cleaned.promise);
  const care = box.follow(box.caretaker.afterLease("s1", never));
  const next = box.follow(box.caretaker.ready("s1", never));
  await box.clock.advance(10_000);
  expect([care.state, next.state, box.ran]).toEqual(["waits", "waits", ["app.launch"]]);
  cleaned.resolve({});
  await box.clock.advance(0);
  expect([care.state, next.state]).toEqual(["ready", "ready"]);
  expect(box.ran).toEqual(["app.launch", "power.state"]);
  expect(box.shown).toEqual(["cleaning", "checking", "ready"]);
  expect(box.store.rows.size).toBe(0);
});

test("a clean-up that fails quarantines, is done again with the check, and whoever waits hears of it", async () => {
  const box = await leased();
  box.failing("app.launch", "refused");
  const care = box.follow(box.caretaker.afterLease("s1", never));
  const next = box.follow(box.caretaker.ready("s1", never));
  await box.clock.advance(0);
  expect([care.state, next.state]).toEqual(["quarantined", "quarantined"]);
  expect(box.reason).toBe('cleanUp step 1 app.launch {"appId":"home"}: refused: so it says');
  expect(box.store.all()).toMatchObject([{ isQuarantined: true, mustClean: true, failures: 1 }]);
  box.well("app.launch");
  await box.clock.advance(30_000);
  expect(box.ran).toEqual(["app.launch", "app.launch", "power.state"]);
  expect(box.shown).toEqual(["cleaning", "quarantined", "ready"]);
  await box.caretaker.ready("s1", never);
});

test("a check that fails after a clean-up quarantines, and only the check is done again", async () => {
  const box = await leased();
  box.failing("power.state", "bad-reply");
  const care = box.follow(box.caretaker.afterLease("s1", never));
  await box.clock.advance(0);
  expect(care.state).toBe("quarantined");
  box.well("power.state");
  await box.clock.advance(30_000);
  expect(box.ran).toEqual(["app.launch", "power.state", "power.state"]);
});

test("a clean-up that a crash interrupts is done again, and the device is not ready before", async () => {
  const box = await leased();
  const cleaned = Promise.withResolvers<Record<string, never>>();
  box.answering("app.launch", () => cleaned.promise);
  const care = box.follow(box.caretaker.afterLease("s1", never));
  await box.clock.advance(0);
  expect(box.store.all()).toMatchObject([{ isQuarantined: false, mustClean: true }]);
  await box.restart();
  expect(care.state).toBe("interrupted");
  const next = box.follow(box.caretaker.ready("s1", never));
  await box.clock.advance(1_000);
  expect([next.state, box.ran]).toEqual(["waits", ["app.launch", "app.launch"]]);
  cleaned.resolve({});
  await box.clock.advance(0);
  expect([next.state, box.ran.at(-1)]).toEqual(["ready", "power.state"]);
});

test("a quarantine outlives a crash, and a device that waits for its clean-up while it is away does, too", async () => {
  const box = await leased();
  box.failing("app.launch", "refused");
  await box.caretaker.afterLease("s1", never).catch(() => {});
  await box.restart();
  expect(box.follow(box.caretaker.ready("s1", never))).toEqual({ state: "waits" });
  await box.clock.advance(0);
  await expect(box.caretaker.ready("s1", never)).rejects.toMatchObject({ code: "quarantined" });
  box.presence = "away";
  box.well("app.launch");
  await box.restart();
  await box.clock.advance(3_600_000);
  const before = box.ran.length;
  box.presence = "there";
  box.caretaker.look("s1");
  await box.clock.advance(0);
  expect(box.ran.slice(before)).toEqual(["app.launch", "power.state"]);
});

test("a device that goes away during its clean-up is cleaned when it is back, and not handed out before", async () => {
  const box = await leased();
  box.failing("app.launch", "unreachable");
  const care = box.follow(box.caretaker.afterLease("s1", never));
  await box.clock.advance(0);
  box.presence = "away";
  await box.clock.advance(600_000);
  expect([care.state, box.ran, box.shown]).toEqual(["waits", ["app.launch"], ["cleaning"]]);
  expect(box.reason).toBe("it is away: this begins when it is back");
  box.well("app.launch");
  box.presence = "there";
  box.caretaker.look("s1");
  await box.clock.advance(0);
  expect([care.state, box.shown.at(-1), box.reason]).toEqual(["ready", "ready", undefined]);
});

test("a device that was ready and sleeps is handed out as it is; one that must be cleaned is not", async () => {
  const box = await leased();
  box.presence = "asleep";
  await box.caretaker.ready("s1", never);
  const care = box.follow(box.caretaker.afterLease("s1", never));
  await box.clock.advance(60_000);
  expect([care.state, box.ran]).toEqual(["waits", []]);
  expect(box.reason).toBe(
    "it sleeps and is not woken by its clean-up: that begins when it is awake",
  );
  box.presence = "there";
  box.caretaker.look("s1");
  expect(box.reason).toBeUndefined();
  await box.clock.advance(0);
  expect(care.state).toBe("ready");
});

test("a device that sleeps is cleaned up if that begins by waking it", async () => {
  const box = await leased();
  const wake = { capability: "power", command: "on" };
  box.lists = { ...box.lists, cleanUp: { steps: [wake], isOperators: true } };
  await box.clock.advance(0);
  box.presence = "asleep";
  box.answering("power.on", async () => {
    box.presence = "there";
    return { state: "on" };
  });
  await box.caretaker.afterLease("s1", never);
  expect(box.ran).toEqual(["power.on", "power.state"]);
});

test("without any list a device is ready at once, and shows it once it was leased", async () => {
  const box = new PlayedDevices();
  const none = { steps: [], isOperators: true };
  box.lists = { check: none, cleanUp: none };
  await box.caretaker.ready("s1", never);
  expect(box.shown).toEqual([]);
  await box.caretaker.afterLease("s1", never);
  expect(box.shown).toEqual(["ready"]);
  expect(box.ran).toEqual([]);
});

test("nothing is run while a lease holds the device, whatever changes meanwhile", async () => {
  const box = await leased();
  box.leased = true;
  box.lists = {
    ...box.lists,
    check: { steps: [{ capability: "app", command: "list" }], isOperators: true },
  };
  box.caretaker.look("s1");
  await box.clock.advance(60_000);
  expect(box.ran).toEqual([]);
  await expect(box.caretaker.check("s1", never)).rejects.toMatchObject({ code: "leased" });
  box.leased = false;
  await box.caretaker.afterLease("s1", never);
  expect(box.ran).toEqual(["app.launch", "app.list"]);
});

test("a release by hand ends a clean-up, and whoever waits gets the device", async () => {
  const box = await leased();
  box.answering("app.launch", () => new Promise(() => {}));
  const care = box.follow(box.caretaker.afterLease("s1", never));
  await box.clock.advance(0);
  expect(box.caretaker.release("s1")).toEqual({ state: "ready", reason: "" });
  await box.clock.advance(300_000);
  expect([care.state, box.ran, box.store.rows.size]).toEqual(["ready", ["app.launch"], 0]);
});

test("whoever waits hears when the session ends, and when his own time is over", async () => {
  const box = await leased();
  box.answering("app.launch", () => new Promise(() => {}));
  const late = new AbortController();
  const care = box.follow(box.caretaker.afterLease("s1", never));
  const next = box.follow(box.caretaker.ready("s1", late.signal));
  late.abort("too late");
  await box.clock.advance(0);
  expect(next.state).toBe("too late");
  box.caretaker.forget("s1");
  await box.clock.advance(0);
  expect([care.state, box.store.rows.size]).toEqual(["session-ended", 0]);
});
