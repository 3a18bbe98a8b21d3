import { CodedError } from "@rae/kit";
import { RecordLogUnavailable } from "@rae/stream";
import { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded } from "kafkajs";
import { expect, it } from "vitest";
import { kafkaFailure } from "../../src/cluster/failure.ts";
import { answerError } from "../../src/wire/answer-error.ts";

it.each([
  ["a connection that cannot be made", new KafkaJSConnectionError("refused")],
  ["a leader that has moved", answerError(6)],
  ["too few replicas in sync", answerError(19)],
  ["a topic that is not known yet", answerError(3)],
])("takes %s for passing", (_, error) => {
  expect(kafkaFailure(error)).toBeInstanceOf(RecordLogUnavailable);
});

it("finds a passing reason beneath kafkajs's own retries", () => {
  const beneath = new KafkaJSConnectionError("refused");
  const error = new KafkaJSNumberOfRetriesExceeded(beneath, { retryCount: 0, retryTime: 1 });
  expect(kafkaFailure(error)).toBeInstanceOf(RecordLogUnavailable);
});

it.each([
  ["TOPIC_AUTHORIZATION_FAILED", answerError(29)],
  ["GROUP_AUTHORIZATION_FAILED", new Error("gave up", { cause: answerError(30) })],
  ["SASL_AUTHENTICATION_FAILED", answerError(58)],
])("says of %s that it is refused", (reason, error) => {
  expect(kafkaFailure(error)).toMatchObject({ code: "log-unavailable", details: { reason } });
});

it.each([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
])("names a certificate that is not trusted: %s", (code) => {
  const error = new KafkaJSConnectionError("not trusted", { code });
  expect(kafkaFailure(error)).toMatchObject({ code: "log-unavailable", details: { reason: code } });
});

it("takes whatever else is thrown for passing, too, and leaves what has a code already", () => {
  const unknown = [new TypeError("undefined"), answerError(10), "a text"];
  for (const error of unknown) expect(kafkaFailure(error)).toBeInstanceOf(RecordLogUnavailable);
  const own = new CodedError("config-invalid", "no");
  expect(kafkaFailure(own)).toBe(own);
});
