import { CodedError } from "@rae/kit";
import { RecordLogUnavailable } from "@rae/stream";

/** What kafkajs tells of an error, with what lies beneath it: its retries wrap the error that names the reason. */
interface KafkaReason {
  readonly name: string;
  readonly type: string;
  readonly code: string;
  readonly retriable: boolean;
}

const refused = new Set([
  "SASL_AUTHENTICATION_FAILED",
  "UNSUPPORTED_SASL_MECHANISM",
  "TOPIC_AUTHORIZATION_FAILED",
  "GROUP_AUTHORIZATION_FAILED",
  "CLUSTER_AUTHORIZATION_FAILED",
]);

// Retriable by name: kafkajs marks these as final once its own retries are used up.
const passing = new Set([
  "KafkaJSConnectionError",
  "KafkaJSConnectionClosedError",
  "KafkaJSRequestTimeoutError",
  "KafkaJSLockTimeout",
  "KafkaJSBrokerNotFound",
  "KafkaJSGroupCoordinatorNotFound",
  "KafkaJSNumberOfRetriesExceeded",
]);

/** Kafka's failures in the words of the port: what may pass is `RecordLogUnavailable`; a refusal says what is refused. */
export function kafkaFailure(error: unknown): unknown {
  if (error instanceof CodedError) return error;
  const reasons = reasonsOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const refusal = reasons.find(
    ({ name, type }) => refused.has(type) || name === "KafkaJSSASLAuthenticationError",
  );
  if (refusal !== undefined) {
    const what = refusal.type.endsWith("AUTHORIZATION_FAILED")
      ? "does not allow this to the user"
      : "refused the user or password";
    return new CodedError("log-unavailable", `Kafka ${what}: ${message}`, {
      cause: error,
      details: { reason: refusal.type || refusal.name },
    });
  }
  const untrusted = reasons.find(({ code }) =>
    /CERT|SELF_SIGNED|^UNABLE_TO_|^ERR_(TLS|SSL)/.test(code),
  );
  if (untrusted !== undefined) {
    return new CodedError("log-unavailable", `Kafka's TLS connection failed: ${message}`, {
      cause: error,
      details: { reason: untrusted.code },
    });
  }
  if (reasons.some(({ name, retriable }) => retriable || passing.has(name))) {
    return new RecordLogUnavailable(`Kafka cannot be used now: ${message}`, { cause: error });
  }
  return error;
}

/** Whether an error, or one beneath it, is Kafka's answer of one of these types. */
export function isAnswer(error: unknown, ...types: readonly string[]): boolean {
  return reasonsOf(error).some(({ type }) => types.includes(type));
}

function reasonsOf(error: unknown): KafkaReason[] {
  const reasons: KafkaReason[] = [];
  let current = error;
  // A cause may be its own cause.
  while (current instanceof Error && reasons.length < 8) {
    const { type, code, retriable } = { ...current } as Record<string, unknown>;
    reasons.push({
      name: current.name,
      type: typeof type === "string" ? type : "",
      code: typeof code === "string" ? code : "",
      retriable: retriable === true,
    });
    current = current.cause;
  }
  return reasons;
}
