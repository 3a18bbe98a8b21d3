import { conformanceChecks, FakeByteLink } from "@rae/driver/testing";
import { expect, test } from "vitest";
import {
  abortedError,
  type ByteLink,
  contractVersion,
  type Driver,
  type DriverContext,
  DriverError,
  type FactoryFor,
} from "../../src/index.ts";

/** A driver that conforms, to break one thing of it at a time. */
function sound(link: ByteLink): Driver {
  const closed = new AbortController();
  const stop = link.onBytes(() => {});
  const ask = async (signal: AbortSignal) => {
    if (signal.aborted) throw abortedError(signal, "asked too late");
    closed.signal.throwIfAborted();
    await link.write(Buffer.from("?"), signal);
    const ended = AbortSignal.any([signal, closed.signal]);
    const answer = Promise.withResolvers<void>();
    const stopListening = link.onBytes(() => answer.resolve());
    const onEnd = () => answer.reject(abortedError(ended, "no answer"));
    ended.addEventListener("abort", onEnd);
    if (ended.aborted) onEnd();
    await answer.promise.finally(stopListening);
  };
  return {
    capabilities: ["info", "power"],
    async probe(signal) {
      await ask(signal);
      return { attributes: { "power.state": "on" }, keys: [] };
    },
    async run(capability, command, _parameters, signal) {
      await ask(signal);
      const name = `${capability}.${command}`;
      if (name === "info.get") return { result: { attributes: { "power.state": "on" } } };
      if (name.startsWith("power.")) return { result: { state: "on" } };
      throw new DriverError("unsupported", name);
    },
    async close() {
      stop();
      closed.abort(new DriverError("link-unavailable", "closed"));
    },
  };
}

type Break = (driver: Driver, link: ByteLink, context: DriverContext) => Partial<Driver>;

async function failedChecks(
  breakDriver: Break = () => ({}),
  breakFactory: Partial<FactoryFor<"bytes">> = {},
): Promise<readonly string[]> {
  const checkSettings = (settings: object) => {
    if ("no-such-setting" in settings) {
      throw new DriverError("config-invalid", "acme: /no-such-setting is not known");
    }
  };
  const checks = conformanceChecks<"bytes">({
    factory: {
      contractVersion,
      name: "acme",
      needs: "bytes",
      checkSettings,
      open: (link, settings, context) => {
        checkSettings(settings);
        const driver = sound(link);
        return { ...driver, ...breakDriver(driver, link, context) };
      },
      ...breakFactory,
    },
    settings: {},
    frozenProbe: "timeout",
    async openDevice() {
      const link = new FakeByteLink("serial:/dev/acme");
      let frozen = false;
      const answering = async (bytes: Uint8Array, signal: AbortSignal) => {
        await FakeByteLink.prototype.write.call(link, bytes, signal);
        if (!frozen) setImmediate(() => link.receive(Buffer.from("!")));
      };
      link.write = answering;
      return {
        link,
        freeze: () => {
          frozen = true;
        },
        close: () => link.close(),
      };
    },
  });
  const failed = await Promise.all(
    checks.map(async ({ name, run }) => {
      try {
        await run();
        return [];
      } catch {
        return [name];
      }
    }),
  );
  return failed.flat();
}

test("a driver that conforms passes every check", async () => {
  expect(await failedChecks()).toEqual([]);
});

const telling =
  (attributes: object): Break =>
  (driver) => ({
    probe: async (signal) => ({ ...(await driver.probe(signal)), ...JSON.parse("{}"), attributes }),
  });
const throwing =
  (error: unknown): Break =>
  (driver) => ({
    run: async (capability, command, parameters, signal) => {
      if (capability === "brew") throw error;
      return driver.run(capability, command, parameters, signal);
    },
  });
const circle: { self?: unknown } = {};
circle.self = circle;
const probeIsSound =
  "a probe tells known attributes of the right type, and keys that the device itself knows";
const isUnsupported = "what it does not offer is unsupported";

const breaks: readonly (readonly [string, Break, string])[] = [
  ["tells undefined", telling({ "model.name": undefined }), probeIsSound],
  ["tells NaN", telling({ "audio.volume": Number.NaN }), probeIsSound],
  ["tells a bigint", telling({ "x.acme.count": 1n }), probeIsSound],
  ["tells what is the agent's", telling({ "connection.state": "online" }), probeIsSound],
  ["tells a number where text belongs", telling({ "model.name": 5 }), probeIsSound],
  ["tells an attribute that there is not", telling({ colour: "red" }), probeIsSound],
  [
    "reports NaN",
    (driver, _link, context) => ({
      probe: async (signal) => {
        context.report({ attributes: { "audio.volume": Number.NaN }, keys: [] });
        return driver.probe(signal);
      },
    }),
    probeIsSound,
  ],
  [
    "offers a capability that there is not",
    () => ({ capabilities: ["info", "brew"] }),
    "it offers known capabilities, info among them",
  ],
  [
    "gives a result that does not fit",
    (driver) => ({
      run: async (capability, command, parameters, signal) => {
        const output = await driver.run(capability, command, parameters, signal);
        return command === "state" ? { result: { state: "glowing" } } : output;
      },
    }),
    "every query without parameters gives the contract's result",
  ],
  ["throws an error of no code", throwing(new TypeError("x is not a function")), isUnsupported],
  [
    "throws a code of the control plane",
    throwing(Object.assign(new Error("no"), { code: "box-offline" })),
    isUnsupported,
  ],
  [
    "throws details that contain themselves",
    throwing(new DriverError("unsupported", "no", { details: { circle } })),
    isUnsupported,
  ],
  [
    "asks the device though its signal is aborted",
    (driver, link) => ({
      run: async (capability, command, parameters, signal) => {
        await link.write(Buffer.from("?"), new AbortController().signal).catch(() => {});
        return driver.run(capability, command, parameters, signal);
      },
    }),
    "a signal that is aborted already ends every command, and the device is asked nothing",
  ],
  [
    "does not heed its signal",
    (driver) => ({
      run: (capability, command, parameters, signal) =>
        signal.aborted || capability === "brew"
          ? driver.run(capability, command, parameters, signal)
          : driver.run(capability, command, parameters, new AbortController().signal),
    }),
    "every command to a frozen device ends with its signal",
  ],
  [
    "goes on listening when it is closed",
    (driver, link) => {
      link.onState(() => {});
      return { close: () => driver.close() };
    },
    "a closed driver listens to nothing any more",
  ],
  [
    "answers after it was closed",
    (driver) => ({ close: async () => void driver }),
    "a closed driver answers link-unavailable, asks the device nothing and reports nothing",
  ],
  [
    "rejects its second close",
    (driver) => {
      let closes = 0;
      return {
        close: async () => {
          closes += 1;
          if (closes > 1) throw new Error("closed already");
          await driver.close();
        },
      };
    },
    "a driver closes twice",
  ],
];

test.each(breaks)("a driver that %s fails", async (_name, breakDriver, check) => {
  expect(await failedChecks(breakDriver)).toContain(check);
});

test("a factory of another contract, or that accepts any settings, fails", async () => {
  expect(await failedChecks(undefined, JSON.parse('{"contractVersion":2}'))).toEqual([
    "it says its name, its link and the version of the contract",
  ]);
  expect(await failedChecks(undefined, { checkSettings: () => {} })).toEqual([
    "settings that no driver knows are config-invalid and name driver and fault, checked or opened",
  ]);
});
