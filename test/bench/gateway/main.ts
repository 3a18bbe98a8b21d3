/** Gateway and log alone, as a process for `load.ts`: no aggregator, no api. Takes the data folder. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openGateway, openPki } from "@rae/control-plane";
import { CloseStack, createLogger, runProcess, systemClock } from "@rae/kit";
import { openSqliteRecordLog } from "@rae/stream-sqlite";

const folder = process.argv[2] ?? "";
const logger = createLogger("gateway", "warn");

await runProcess(
  async () => {
    mkdirSync(folder, { recursive: true });
    const stack = new CloseStack();
    const pki = await openPki(join(folder, "pki"));
    const path = join(folder, "log.sqlite");
    const log = stack.use("log", openSqliteRecordLog({ path, clock: systemClock, logger }));
    const gateway = stack.use(
      "gateway",
      await openGateway({ log, host: "127.0.0.1", port: 0, tls: pki.server, logger }),
    );
    process.stdout.write(`${JSON.stringify({ ready: true, mqttPort: gateway.port })}\n`);
    return stack;
  },
  {
    clock: systemClock,
    drainTimeoutMs: 10_000,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  },
);
