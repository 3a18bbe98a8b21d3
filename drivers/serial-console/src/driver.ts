import { defineDriver } from "@rae/driver";
import { SerialConsole } from "./serial-console.ts";
import { settingsFaults, settingsSchema } from "./settings.ts";

/** The console of any device: what it prints is kept and read, what a client types goes down. */
export const serialConsole = defineDriver({
  name: "serial-console",
  needs: "bytes",
  defaultBaudRate: 115_200,
  // What is typed into a console may stop a boot or answer a question: a check only looks.
  care: { check: [{ capability: "info", command: "get" }] },
  settings: settingsSchema,
  settingsFaults,
  open(link, settings, context) {
    const device = new SerialConsole(link, settings, context);
    return {
      probe: () => device.probe(),
      commands: {
        "console.read": async (parameters) => ({ result: device.read(parameters) }),
        "console.write": async ({ text }, signal) => ({ result: await device.write(text, signal) }),
        "console.run": async ({ line, expect }, signal) => ({
          result: await device.run(line, expect, signal),
        }),
      },
      close: () => device.close(),
    };
  },
});
