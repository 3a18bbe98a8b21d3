import { type Static, Type } from "typebox";
import type { ReplyPlan } from "../faults/active-faults.ts";
import { spoil } from "../faults/spoil.ts";
import type { DeviceBody } from "./device-body.ts";
import { defineFamily } from "./device-family.ts";
import type { DeviceState } from "./device-state.ts";
import { seedOf } from "./identity.ts";
import { LineGatherer, parseRequest } from "./lg-rs232/frame.ts";
import { Television } from "./lg-rs232/television.ts";
import {
  needsSerialDir,
  serialPortFaults,
  serialPortOf,
  serialPortSettings,
} from "./serial-port.ts";

const settings = {
  ...serialPortSettings,
  setId: Type.Integer({ minimum: 1, maximum: 99, default: 1 }),
  statusInStandby: Type.Boolean({
    default: true,
    description: "false: in standby it answers nothing but being switched on",
  }),
  powerOn: Type.Boolean({ default: true, description: "whether it is on at the start" }),
  softwareVersion: Type.String({ default: "03.20.01", pattern: "^[0-9A-Za-z.]{1,32}$" }),
};
const settingsSchema = Type.Object(settings);

/** LG televisions that are controlled by RS-232C. */
export const lgRs232 = defineFamily({ name: "lg-rs232", needsSerialDir, settings, create });

function create(state: DeviceState, given: Static<typeof settingsSchema>): DeviceBody {
  const { faults } = state;
  const television = new Television(given);
  television.on = given.powerOn;
  const lines = new LineGatherer();
  const port = serialPortOf(state, given, (bytes) => {
    for (const line of lines.push(bytes)) hear(line);
  });

  function hear(line: string): void {
    state.hear(line);
    // In deep sleep only a reset or its remote control wakes it.
    if (state.isDeaf) return;
    const request = parseRequest(line);
    if (request === undefined || !television.hears(request)) return;
    const answer =
      faults.take("refuse", line) === undefined
        ? television.answer(request, state.identity.serial, (key) => state.keys.push(key))
        : ({ verdict: "NG", data: 0x00 } as const);
    if (answer === undefined) return;
    const { setId } = television;
    const isWrong = faults.take("wrong-id", line) !== undefined;
    const shownId = isWrong ? (setId % 99) + 1 : setId;
    const reply = Buffer.from(television.format(request, answer, shownId), "latin1");
    say(reply, faults.takeReply(line));
  }

  function say(reply: Buffer, { shape, delayMs }: ReplyPlan): void {
    const bytes = spoil(reply, shape, seedOf(state.id));
    state.late.after(delayMs, () => port.write(bytes));
  }

  return {
    ownFaults: ["wrong-id", ...serialPortFaults(given)],
    open: () => port.plug(),
    close: () => port.close(),
    describe: () => ({
      addresses: port.addresses,
      plugged: port.plugged,
      power: television.on ? "on" : "standby",
      state: { setId: television.setId, ...television.settings() },
    }),
    plug: () => port.plug(),
    unplug: () => port.unplug(),
    fallAsleep: async () => {
      television.on = false;
    },
    wake: async () => {
      television.on = true;
    },
    // Its port stays, for it belongs to the cable.
    goDown: async () => {},
    comeBack: async () => {
      television.on = true;
    },
  };
}
