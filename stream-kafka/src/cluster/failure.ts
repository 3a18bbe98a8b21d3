import { CodedError } from "@rae/kit";
import { RecordLogUnavailable } from "@rae/stream";

/** What kafkajs tells of an error, with what lies beneath it: its retries wrap the error that names the reason. */
interface KafkaReason {
  readonly name: string;
  readonly type: string;
  readonly code: string;
}

const refused = new Set([
  "SASL_AUTHENTICATION_FAILED",
  "UNSUPPORTED_SASL_MECHANISM",
  "TOPIC_AUTHORIZATION_FAILED",
  "GROUP_AUTHORIZATION_FAILED",
  "CLUSTER_AUTHORIZATION_FAILED",
]);

/**
 * Kafka's failures in the words of the port. Whatever it is, it is tried again: an operator may mend a login, a right or a certificate while
 * everything runs. `details.reason` is Kafka's own word for it, where there is one. An error that has a code already stays as it is.
 */
export function kafkaFailure(error: unknown): CodedError {
  return error instanceof CodedError ? error : kafkaUnavailable(error);
}

/** The same, where nothing else than `RecordLogUnavailable` is expected. */
export function kafkaUnavailable(error: unknown): RecordLogUnavailable {
  if (error instanceof RecordLogUnavailable) return error;
  const reasons = reasonsOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const refusal = reasons.find(
    ({ name, type }) => refused.has(type) || name === "KafkaJSSASLAuthenticationError",
  );
  if (refusal !== undefined) {
    const what = refusal.type.endsWith("AUTHORIZATION_FAILED")
      ? "does not allow this to the user"
      : "refused the user or password";
    return unavailable(`Kafka ${what}: ${message}`, error, refusal.type || refusal.name);
  }
  const untrusted = reasons.find(({ code }) =>
    /CERT|SELF_SIGNED|^UNABLE_TO_|^ERR_(TLS|SSL)/.test(code),
  );
  if (untrusted !== undefined) {
    return unavailable(`Kafka's TLS connection failed: ${message}`, error, untrusted.code);
  }
  const named = reasons.find(({ type, code }) => type !== "" || code !== "");
  const reason = named?.type || named?.code;
  return unavailable(`Kafka cannot be used now: ${message}`, error, reason);
}

function unavailable(
  message: string,
  cause: unknown,
  reason: string | undefined,
): RecordLogUnavailable {
  const details = reason === undefined ? {} : { reason };
  return new RecordLogUnavailable(message, { cause, details });
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
    const { type, code } = { ...current } as Record<string, unknown>;
    reasons.push({
      name: current.name,
      type: typeof type === "string" ? type : "",
      code: typeof code === "string" ? code : "",
    });
    current = current.cause;
  }
  return reasons;
}
