import { type Clock, CloseStack, type Logger } from "@rae/kit";
import { uuidV7 } from "@rae/protocol";
import { collectDefaultMetrics, Registry } from "prom-client";
import { openSqliteFleetView } from "./adapters/sqlite/fleet-view.ts";
import { openSqliteHistory } from "./adapters/sqlite/history.ts";
import { openSqliteRecordLog } from "./adapters/sqlite/record-log.ts";
import { openAdminToken } from "./admin-token.ts";
import { type Aggregator, openAggregator } from "./aggregator/aggregator.ts";
import { openApi } from "./api/server.ts";
import { type ControlPlaneConfig, dataFiles } from "./config.ts";
import { openGateway } from "./gateway/gateway.ts";
import { readHttpTls } from "./http-tls.ts";
import { startCertificateRenewal } from "./pki/certificate-renewal.ts";
import { openPki } from "./pki/pki.ts";

/** A running control plane; `close` drains it. */
export interface ControlPlane {
  /** Base URL of REST. */
  readonly url: string;
  readonly mqttPort: number;
  close(): Promise<void>;
}

/**
 * Gateway, aggregator and api in one process, on SQLite. Opened in the order in which each needs the other and closed in
 * the reverse: the api first, so that nobody asks what is being closed, the log last.
 * @throws RaeError `port-in-use`, `data-unusable`, `certificate-invalid` or `config-invalid`, each with what to do.
 */
export async function openControlPlane(
  config: ControlPlaneConfig,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<ControlPlane> {
  const files = dataFiles(config.dataDir);
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const stack = new CloseStack();
  try {
    const token = openAdminToken(files.token);
    const pki = await openPki(files.pki, { serverNames: config.mqtt.serverNames, clock });
    const shared = { clock, logger, metrics };
    const log = stack.use(
      "log",
      openSqliteRecordLog({
        path: files.log,
        partitions: config.log.partitions,
        retentionMs: config.log.retentionMs,
        ...shared,
      }),
    );
    const view = stack.use("view", openSqliteFleetView({ path: files.view, ...shared }));
    const history = stack.use(
      "history",
      openSqliteHistory({
        path: files.history,
        retentionMs: config.historyRetentionMs,
        ...shared,
      }),
    );
    const aggregator = stack.use("aggregator", openAggregator({ log, view, history, ...shared }));
    const gateway = stack.use(
      "gateway",
      await openGateway({
        log,
        host: config.mqtt.host,
        port: config.mqtt.port,
        tls: pki.server,
        gatewayId: uuidV7(clock.nowMs()),
        limits: { packetBytes: config.mqtt.packetLimitBytes },
        ...shared,
      }),
    );
    stack.push(
      "certificate renewal",
      startCertificateRenewal({ pki, clock, logger, use: (tls) => gateway.renewTls(tls) }),
    );
    const tls = readHttpTls(config.http);
    const api = stack.use(
      "api",
      await openApi({
        log,
        view,
        history,
        token,
        host: config.http.host,
        port: config.http.port,
        behindProxy: config.http.behindProxy,
        ...(tls === undefined ? {} : { tls }),
        readiness: [
          {
            name: "log",
            check: () => {
              const reason = gateway.unreadyReason();
              return reason === undefined ? { ready: true } : { ready: false, detail: reason };
            },
          },
          {
            name: "aggregator",
            check: () => ({
              ready: aggregator.state() === "running",
              detail: `${aggregator.state()}, ${recordsBehind(aggregator)} records behind`,
            }),
          },
        ],
        ...shared,
      }),
    );
    return { url: api.url, mqttPort: gateway.port, close: () => stack.close() };
  } catch (error) {
    await stack.close();
    throw error;
  }
}

function recordsBehind(aggregator: Aggregator): number {
  return aggregator
    .lag()
    .reduce((sum, { endOffset, handledOffset }) => sum + endOffset - handledOffset, 0);
}
