import { type Static, Type } from "typebox";
import { spoil } from "../faults/spoil.ts";
import type { DeviceBody } from "./device-body.ts";
import { defineFamily } from "./device-family.ts";
import type { DeviceState } from "./device-state.ts";
import { seedOf } from "./identity.ts";
import { ConsoleSession } from "./linux-console/session.ts";
import { terminalSettings } from "./linux-console/terminal.ts";
import {
  needsSerialDir,
  serialPortFaults,
  serialPortOf,
  serialPortSettings,
} from "./serial-port.ts";

const settings = {
  ...serialPortSettings,
  hostname: Type.String({ default: "stb", pattern: "^[a-z0-9-]{1,32}$" }),
  model: Type.String({ default: "Example STB-4000", minLength: 1, maxLength: 64 }),
  kernel: Type.String({ default: "6.1.55", minLength: 1, maxLength: 32 }),
  firmware: Type.String({ default: "2.4.1", minLength: 1, maxLength: 32 }),
  password: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: "root's; left out: none is asked for",
    }),
  ),
  bootMs: Type.Integer({ minimum: 0, maximum: 600_000, default: 1500 }),
  ...terminalSettings,
};
const settingsSchema = Type.Object(settings);

const transcriptLimit = 8192;

/** Linux boxes seen through their serial consoles: they boot, ask for a login and run a shell. */
export const linuxConsole = defineFamily({
  name: "linux-console",
  needsSerialDir,
  settings,
  create,
});

function create(state: DeviceState, given: Static<typeof settingsSchema>): DeviceBody {
  const { faults, late, context } = state;
  const seed = seedOf(state.id);
  let unheardBytes = 0;
  let transcript = "";
  const port = serialPortOf(state, given, (bytes) => {
    if (state.isDeaf) unheardBytes += bytes.length;
    else session.type(bytes);
  });
  const { hostname, model, kernel, firmware, password, bootMs } = given;
  const session = new ConsoleSession({
    clock: context.clock,
    model: { hostname, model, kernel, firmware },
    identity: () => state.identity,
    bootMs,
    password,
    terminal: given,
    say: (bytes, answerTo) => (answerTo === undefined ? say(bytes) : answer(bytes, answerTo)),
    onLine: (line) => state.hear(line),
    refuses: (line) => faults.take("refuse", line) !== undefined,
  });

  /** An answer to a line, which a fault may spoil. */
  function answer(bytes: Buffer, line: string): void {
    const { delayMs, shape } = faults.takeReply(line);
    const spoilt = spoil(bytes, shape, seed);
    late.after(delayMs, () => {
      if (shape === "garbage") write(spoilt);
      else say(spoilt);
      // As a watchdog does: no farewell, and the boot loader speaks next.
      if (shape === "reset") void session.boot();
    });
  }

  /** What it says when it is not dead. At a wrong speed all of it is noise. */
  function say(bytes: Buffer): void {
    if (!state.isDeaf) write(faults.has("garbage") ? spoil(bytes, "garbage", seed) : bytes);
  }

  function write(bytes: Buffer): void {
    transcript = (transcript + bytes.toString("utf8")).slice(-transcriptLimit);
    port.write(bytes);
  }

  return {
    ownFaults: ["reset-half-way", ...serialPortFaults(given)],
    /** The port is there at once; the boot goes on by itself. */
    open: async () => {
      await port.plug();
      void session.boot();
    },
    close: async () => {
      session.switchOff();
      await port.close();
    },
    describe: () => ({
      addresses: port.addresses,
      plugged: port.plugged,
      power: faults.has("sleep") ? "asleep" : "on",
      state: { phase: session.phase, droppedBytes: port.droppedBytes, unheardBytes },
      transcript,
    }),
    plug: () => port.plug(),
    unplug: () => port.unplug(),
    fallAsleep: async () => say(Buffer.from("\r\nPM: suspend entry (deep)\r\n")),
    wake: async () => say(Buffer.from("PM: suspend exit\r\n")),
    goDown: async () => session.switchOff(),
    comeBack: () => session.boot(),
  };
}
