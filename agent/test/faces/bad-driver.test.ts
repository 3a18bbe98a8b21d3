import type { ByteLink, Driver, DriverContext, Observation } from "@rae/driver";
import { RaeError } from "@rae/protocol";
import { expect, test } from "vitest";
import { BadDriverBox } from "./bad-driver-box.ts";

const nothing: Observation = { attributes: {}, keys: [] };
const never = () => new Promise<never>(() => {});

/** A driver that does well in everything that is not given. */
function driver(more: Partial<Driver>): Driver {
  return {
    capabilities: ["info", "power"],
    probe: async () => nothing,
    run: async () => ({ result: { state: "on", attributes: {} } }),
    close: async () => {},
    ...more,
  };
}

const telling = (attributes: Record<string, unknown>) =>
  driver({ probe: async () => ({ attributes, keys: [] }) as unknown as Observation });

/** Drivers of a partner's first version, and what each is told to have done. */
const ways: [string, (link: ByteLink, context: DriverContext) => unknown, RegExp][] = [
  ["tells undefined", () => telling({ "x.acme.fan": undefined }), /x\.acme\.fan is undefined/],
  ["tells a bigint", () => telling({ "x.acme.fan": 1n }), /x\.acme\.fan is a bigint/],
  ["tells NaN", () => telling({ "x.acme.fan": Number.NaN }), /x\.acme\.fan is NaN/],
  ["tells a function", () => telling({ "x.acme.fan": () => 1 }), /x\.acme\.fan is a function/],
  ["tells an object", () => telling({ "x.acme.fan": { a: 1 } }), /x\.acme\.fan is an object/],
  ["tells a list of numbers", () => telling({ "x.acme.fan": [1] }), /is a list of something else/],
  [
    "tells a name that there is not",
    () => telling({ "Fan Speed": 1 }),
    /Fan Speed is no attribute/,
  ],
  [
    "tells what is not its own",
    () => telling({ "identity.asset": "tv-1" }),
    /is the agent's to tell/,
  ],
  [
    "tells a wrong type",
    () => telling({ "audio.volume": "loud" }),
    /is a text and should be a number/,
  ],
  [
    "tells a wrong value",
    () => telling({ "power.state": "yes" }),
    /power\.state is "yes", not one of/,
  ],
  [
    "tells what cannot be read",
    () =>
      driver({
        probe: async () => ({
          keys: [],
          get attributes(): never {
            throw new Error("no");
          },
        }),
      }),
    /it cannot be read/,
  ],
  [
    "tells nothing",
    () => driver({ probe: async () => undefined as never }),
    /it is no observation/,
  ],
  [
    "throws what is no error of a driver",
    () => driver({ probe: () => Promise.reject(new TypeError("x is not a function")) }),
    /probe threw: TypeError: x is not a function/,
  ],
  [
    "throws in place of a promise",
    () =>
      driver({
        probe: () => {
          throw new RangeError("too far");
        },
      }),
    /probe threw: RangeError: too far/,
  ],
  ["throws undefined", () => driver({ probe: () => Promise.reject(undefined) }), /probe threw/],
  [
    "throws when it is opened",
    () => {
      throw new TypeError("no such model");
    },
    /open threw: TypeError: no such model/,
  ],
  ["opens nothing", () => undefined, /open gave no driver/],
  ["opens half a driver", () => ({ capabilities: ["info"] }), /open gave a driver without probe/],
  [
    "never settles",
    () => driver({ probe: never }),
    /probe went on 2000 ms after it was told to end/,
  ],
  [
    "throws in a listener of bytes",
    (link) => {
      link.onBytes(() => {
        throw new TypeError("bad frame");
      });
      return driver({});
    },
    /a listener of link\.onBytes threw: TypeError: bad frame/,
  ],
  [
    "rejects in an async listener",
    (link) => {
      link.onBytes(() => Promise.reject(new TypeError("bad frame")));
      return driver({});
    },
    /a listener of link\.onBytes threw: TypeError: bad frame/,
  ],
  [
    "throws in a timer of its clock",
    (_link, { clock }) => {
      clock.schedule(100, () => {
        throw new TypeError("late");
      });
      return driver({});
    },
    /a timer threw: TypeError: late/,
  ],
  [
    "reports in a loop",
    (_link, { clock, report }) => {
      clock.schedule(0, () => {
        for (;;) report({ attributes: { "x.acme.fan": Math.random() }, keys: [] });
      });
      return driver({});
    },
    /it reported more often than 20 times a second/,
  ],
  [
    "reports in a loop that catches all",
    (_link, { clock, report }) => {
      clock.schedule(0, () => {
        for (let round = 0; round < 10_000; round += 1) {
          try {
            report({ attributes: { "x.acme.fan": round }, keys: [] });
          } catch {}
        }
      });
      return driver({});
    },
    /it reported more often than 20 times a second/,
  ],
  [
    "reports what it may not",
    (link, { report }) => {
      link.onBytes(() => report({ attributes: { "x.acme.fan": undefined as never }, keys: [] }));
      return driver({});
    },
    /it reported what it may not: x\.acme\.fan is undefined/,
  ],
];

test.each(ways)("a driver that %s is faulty alone, and says why", async (_name, open, sentence) => {
  const box = new BadDriverBox();
  await box.startWith(open);
  expect(box.reason).toMatch(sentence);
  expect(box.reason).toMatch(/^driver-fault: the driver bad/);
  await box.expectOthersWell();
  const before = box.deviceEvents.length;
  await box.clock.advance(600_000);
  expect(box.deviceEvents.length - before).toBeLessThan(60);
  await box.expectOthersWell();
});

test.each([
  ["rejects", () => Promise.reject(new Error("no"))],
  [
    "throws",
    () => {
      throw new Error("no");
    },
  ],
  ["never settles", never],
])(
  "a driver whose close %s has its link closed none the less, within seconds",
  async (_name, close) => {
    const box = new BadDriverBox();
    await box.startWith(() => driver({ close }));
    box.discovery.gone(box.bad.faceId, "unplugged");
    await box.clock.advance(7_000);
    expect(box.badLink.state.name).toBe("closed");
    await box.expectOthersWell();
  },
);

test("a link is not asked with a signal that is aborted, nor after the driver is closed", async () => {
  const box = new BadDriverBox();
  const asked: (() => Promise<unknown>)[] = [];
  await box.startWith((link) => {
    asked.push(() => link.write(Buffer.from("late"), AbortSignal.abort(new Error("over"))));
    asked.push(() => link.write(Buffer.from("closed"), new AbortController().signal));
    return driver({});
  });
  const written: string[] = [];
  // One that does not look at signals itself.
  box.badLink.write = async (bytes) => void written.push(Buffer.from(bytes).toString());
  await expect(asked[0]?.()).rejects.toThrow("over");
  box.discovery.gone(box.bad.faceId, "unplugged");
  await box.clock.advance(10);
  await expect(asked[1]?.()).rejects.toMatchObject({ code: "link-unavailable" });
  expect(written).toEqual([]);
});

test("a driver that asks a closed link without end does not hold up the process", async () => {
  const box = new BadDriverBox();
  let rounds = 0;
  await box.startWith((link) => {
    const again = (): unknown => {
      rounds += 1;
      return link.write(Buffer.from("x"), AbortSignal.abort(new Error("over"))).catch(again);
    };
    void again();
    return driver({});
  });
  await box.clock.advance(10_000);
  expect(rounds).toBeLessThan(150);
  await box.expectOthersWell();
});

test("nothing reaches a driver that is closed, and nothing comes of what it reports", async () => {
  const box = new BadDriverBox();
  const heard: string[] = [];
  let report: DriverContext["report"] = () => {};
  await box.startWith((link, context) => {
    ({ report } = context);
    link.onBytes((bytes) => heard.push(Buffer.from(bytes).toString()));
    link.onState(({ name }) => heard.push(name));
    context.clock.schedule(5_000, () => heard.push("timer"));
    return driver({});
  });
  box.discovery.gone(box.bad.faceId, "unplugged");
  await box.clock.advance(10);
  heard.length = 0;
  const before = box.deviceEvents.length;
  box.badLink.receive(Buffer.from("late"));
  report({ attributes: { "x.acme.fan": 1 }, keys: [] });
  await box.clock.advance(10_000);
  expect(heard).toEqual([]);
  expect(box.deviceEvents.length).toBe(before);
});

const loop: Record<string, unknown> = {};
loop.self = loop;

test.each([
  ["cyclic", loop, { self: "[circular]" }],
  [
    "deep",
    { a: { b: { c: { d: { e: { f: 1 } } } } } },
    { a: { b: { c: { d: { e: "[too deep]" } } } } },
  ],
  ["a bigint", { count: 2n }, { count: "2" }],
  ["an error", { cause: new TypeError("x") }, { cause: "TypeError: x" }],
])("details that are %s come as JSON", async (_name, details, expected) => {
  const box = new BadDriverBox();
  await box.startWith(() =>
    driver({ run: () => Promise.reject(new RaeError("refused", "no", { details })) }),
  );
  await box.command(box.badSession, "c1");
  expect(box.uplink.outcomes.at(-1)).toMatchObject({
    state: "failed",
    error: { code: "refused", message: "no", details: expected },
  });
});

test.each([
  ["does not fit the contract", { state: "maybe" }],
  ["is cyclic", { state: "on", loop }],
  ["is no JSON", { state: "on", count: 1n }],
  ["is missing", undefined],
])(
  "a result that %s ends its command as the driver's fault: whether it acted is unknown",
  async (_name, result) => {
    const box = new BadDriverBox();
    await box.startWith(() => driver({ run: async () => ({ result: result as never }) }));
    await box.command(box.badSession, "c1");
    expect(box.uplink.outcomes.at(-1)).toMatchObject({
      state: "unknown",
      error: { code: "driver-fault", message: expect.stringContaining("the result of power.on") },
    });
    await box.expectOthersWell();
  },
);

test("a driver that goes on after a command's deadline is faulty, is opened again, and then serves", async () => {
  const box = new BadDriverBox();
  let opened = 0;
  await box.startWith(() => {
    opened += 1;
    return driver(opened === 1 ? { run: never } : {});
  });
  await box.command(box.badSession, "c1", { remainingMs: 1_000 });
  await box.clock.advance(3_000);
  expect(box.uplink.outcomes.at(-1)).toMatchObject({
    state: "unknown",
    error: { code: "outcome-unknown" },
  });
  expect(box.reason).toMatch(/power\.on went on 2000 ms after it was told to end/);
  await box.clock.advance(5_000);
  expect(opened).toBe(2);
  expect(box.reason).toBeUndefined();
  await box.command(box.badSession, "c2");
  expect(box.uplink.outcomes.at(-1)).toMatchObject({ commandId: "c2", state: "succeeded" });
});

test("a driver that throws in every listener is shown as faulty for good, not in turns with its probes", async () => {
  const box = new BadDriverBox();
  await box.startWith((link) => {
    link.onBytes(() => {
      throw new TypeError("bad frame");
    });
    return driver({});
  });
  const before = box.deviceEvents.length;
  for (let round = 0; round < 60; round += 1) {
    box.badLink.receive(Buffer.from("x"));
    await box.clock.advance(5_000);
  }
  expect(box.deviceEvents.length).toBe(before);
  await box.clock.advance(120_000);
  expect(box.reason).toBeUndefined();
});

test("wrong settings open no link, and the box's status says so", async () => {
  const box = new BadDriverBox();
  box.checkSettings = () => {
    throw new RaeError("config-invalid", "the set id must be from 1 to 99");
  };
  await box.startWith(() => driver({}));
  expect(box.links.has(box.bad.faceId)).toBe(false);
  expect(box.reason).toBe("config-invalid: the set id must be from 1 to 99");
  await box.clock.advance(60_000);
  const status = box.uplink.presence.findLast(({ kind }) => kind === "Status");
  expect(status).toHaveProperty(
    "status.links",
    expect.arrayContaining([
      {
        id: box.bad.faceId,
        state: "waiting",
        detail: "config-invalid: the set id must be from 1 to 99",
      },
    ]),
  );
});

test("settings that a driver cannot even check are its fault, and open no link", async () => {
  const box = new BadDriverBox();
  box.checkSettings = () => {
    throw new TypeError("x is undefined");
  };
  await box.startWith(() => driver({}));
  expect(box.reason).toMatch(/checkSettings threw: TypeError: x is undefined/);
  expect(box.links.has(box.bad.faceId)).toBe(false);
});
