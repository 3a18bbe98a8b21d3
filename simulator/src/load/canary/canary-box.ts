import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, type SecureContext } from "node:tls";
import type { Clock } from "@rae/kit";
import { type EventOrigin, mqttTopic, RaeError, uuidV7 } from "@rae/protocol";

/** The box that canary clients speak for: its certificate, and its registry's order of events. */
export class CanaryBox {
  readonly boxId: string;
  readonly topic: string;
  /** Read once for all clients: to take a key apart costs as much as a handshake. */
  readonly credentials: SecureContext;
  readonly #clock: Clock;
  readonly #registryId = uuidV7();
  #sequence = 0;

  /** @throws RaeError `certificate-invalid` if `<pki>/ca.pem`, `boxes/<boxId>.pem` or `.key` cannot be used. */
  constructor(boxId: string, pki: string, clock: Clock) {
    this.boxId = boxId;
    this.topic = mqttTopic(boxId, "events");
    this.#clock = clock;
    this.credentials = readCredentials(pki, boxId);
  }

  nextOrigin(): EventOrigin {
    this.#sequence += 1;
    return {
      boxId: this.boxId,
      registryId: this.#registryId,
      connection: 1,
      sequence: this.#sequence,
      observedAtMs: this.#clock.nowMs(),
    };
  }
}

function readCredentials(pki: string, boxId: string): SecureContext {
  const read = (...path: string[]) => readFileSync(join(pki, ...path));
  try {
    return createSecureContext({
      ca: read("ca.pem"),
      cert: read("boxes", `${boxId}.pem`),
      key: read("boxes", `${boxId}.key`),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RaeError(
      "certificate-invalid",
      `the certificate of ${boxId} cannot be used: ${reason}; rae-control-plane issue-cert ${boxId} makes one`,
      { cause: error },
    );
  }
}
