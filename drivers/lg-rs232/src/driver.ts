import { defineDriver, Type } from "@rae/driver";
import { lgKeys } from "./keys.ts";
import { LgSet } from "./lg-set.ts";

/** LG sets by their RS-232C port. */
export const lgRs232 = defineDriver({
  name: "lg-rs232",
  needs: "bytes",
  defaultBaudRate: 9600,
  care: {
    check: [{ capability: "power", command: "state" }],
    // A set in standby takes no key, and one whose last holder switched it off may not even answer.
    cleanUp: [
      { capability: "power", command: "on", expect: { state: "on" } },
      { capability: "remote-control", command: "press", parameters: { key: "exit" } },
    ],
  },
  settings: Type.Object(
    {
      setId: Type.Integer({
        default: 1,
        minimum: 0,
        maximum: 99,
        description: "as in the set's menu",
      }),
      pauseMs: Type.Integer({ default: 50, minimum: 0, maximum: 5_000 }),
      replyTimeoutMs: Type.Integer({ default: 3_000, minimum: 50, maximum: 60_000 }),
      confirmIntervalMs: Type.Integer({ default: 500, minimum: 20, maximum: 10_000 }),
    },
    { additionalProperties: false },
  ),
  open(link, settings, context) {
    const set = new LgSet(link, settings, context);
    return {
      probe: (signal) => set.observe(signal),
      commands: {
        "power.state": (_, signal) => set.power(signal),
        "power.on": (_, signal) => set.switchOn(signal),
        "power.off": (_, signal) => set.switchOff(signal),
        "remote-control.press": ({ key }, signal) => set.press(key, signal),
        "remote-control.type": ({ text }, signal) => set.type(text, signal),
        "remote-control.keys": async () => ({ result: { keys: [...lgKeys.keys()] } }),
      },
      close: () => set.close(),
    };
  },
});
