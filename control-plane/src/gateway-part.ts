import { X509Certificate } from "node:crypto";
import { uuidV7 } from "@rae/protocol";
import type { RecordLog } from "@rae/stream";
import { Gauge } from "prom-client";
import { dataFiles } from "./config.ts";
import { type Gateway, openGateway } from "./gateway/gateway.ts";
import type { ReadinessCheck } from "./operations/readiness.ts";
import { startCertificateRenewal } from "./pki/certificate-renewal.ts";
import { openPki } from "./pki/pki.ts";
import type { ProcessContext } from "./process-context.ts";

/** A gateway as a part of a process. */
export interface GatewayPart {
  /** What is to be ready for it to take messages, asked before it is open, too. */
  readonly checks: readonly ReadinessCheck[];
  /**
   * Opens it, under an id of its own, with the certificate of the data folder, which is renewed while it runs.
   * @throws RaeError as `openGateway` and `openPki` do.
   */
  open(log: RecordLog): Promise<Gateway>;
}

export function gatewayPart(context: ProcessContext): GatewayPart {
  const { config, clock, logger, metrics, stack, signal } = context;
  let gateway: Gateway | undefined;
  let certificate: X509Certificate | undefined;
  return {
    checks: [
      {
        name: "gateway",
        check() {
          if (gateway === undefined) return { ready: false, detail: "starting" };
          const reason = gateway.unreadyReason();
          const connected = `${gateway.connections()} connections`;
          return { ready: reason === undefined, detail: reason ?? connected };
        },
      },
      {
        name: "certificate",
        check() {
          if (certificate === undefined) return { ready: false, detail: "starting" };
          const { validToDate } = certificate;
          const detail = `valid until ${validToDate.toISOString()}`;
          return { ready: clock.nowMs() < validToDate.getTime(), detail };
        },
      },
    ],
    async open(log) {
      const { host, port, serverNames, packetLimitBytes } = config.mqtt;
      const pki = await openPki(dataFiles(config.dataDir).pki, { serverNames, clock });
      certificate = new X509Certificate(pki.server.cert);
      new Gauge({
        name: "rae_gateway_certificate_expires_seconds",
        help: "When the gateway's own certificate ends, in seconds since the epoch.",
        registers: [metrics],
        collect() {
          if (certificate !== undefined) this.set(certificate.validToDate.getTime() / 1_000);
        },
      });
      const opened = await openGateway({
        ...{ log, host, port, clock, logger, metrics, signal },
        tls: pki.server,
        gatewayId: uuidV7(clock.nowMs()),
        limits: { packetBytes: packetLimitBytes },
      });
      gateway = stack.use("gateway", opened);
      const use = (renewed: typeof pki.server) => {
        opened.renewTls(renewed);
        certificate = new X509Certificate(renewed.cert);
      };
      const stopRenewal = startCertificateRenewal({ pki, clock, logger, use });
      stack.push("certificate renewal", stopRenewal);
      return opened;
    },
  };
}
