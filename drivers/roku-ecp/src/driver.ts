import { defineDriver, Type } from "@rae/driver";
import { Roku } from "./roku.ts";

/** Roku players and sets by External Control Protocol. */
export const rokuEcp = defineDriver({
  name: "roku-ecp",
  needs: "http",
  care: {
    check: [
      { capability: "info", command: "get" },
      { capability: "app", command: "active" },
    ],
    cleanUp: [{ capability: "remote-control", command: "press", parameters: { key: "home" } }],
  },
  settings: Type.Object(
    {
      confirmIntervalMs: Type.Integer({
        default: 250,
        minimum: 20,
        maximum: 10_000,
        description: "how often an effect is read back until it shows",
      }),
    },
    { additionalProperties: false },
  ),
  open(link, { confirmIntervalMs }, context) {
    const roku = new Roku(link, confirmIntervalMs, context);
    const { sleep } = roku;
    return {
      probe: (signal) => sleep.guard(() => roku.observe(signal)),
      commands: {
        "power.state": (_, signal) => sleep.guard(() => roku.power(signal)),
        "power.on": (_, signal) => sleep.guard(() => roku.switchTo("on", signal)),
        "power.off": (_, signal) => sleep.guard(() => roku.switchTo("standby", signal)),
        "remote-control.press": ({ key }, signal) => sleep.guard(() => roku.press(key, signal)),
        "remote-control.type": ({ text }, signal) => sleep.guard(() => roku.type(text, signal)),
        "remote-control.keys": async () => ({ result: { keys: [...roku.keys.keys()] } }),
        "app.list": (_, signal) => sleep.guard(() => roku.listApps(signal)),
        "app.active": (_, signal) => sleep.guard(() => roku.activeApp(signal)),
        "app.launch": ({ appId, arguments: values = {} }, signal) =>
          sleep.guard(() => roku.launch(appId, values, signal)),
      },
    };
  },
});
