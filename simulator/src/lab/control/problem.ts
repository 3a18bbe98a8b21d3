import { describeErrorCode, RaeError, toRaeError } from "@rae/protocol";
import type { FastifyError } from "fastify";
import { type Static, Type } from "typebox";

/** An error answer (RFC 9457). */
export const problemSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  fault: Type.String(),
  retryable: Type.Boolean(),
  remedy: Type.String(),
  details: Type.Record(Type.String(), Type.Unknown()),
});
export type Problem = Static<typeof problemSchema>;

/** The answer to a request that failed. */
export function problemOf(error: unknown): Problem {
  const { code, message, details, fault, retryable } = toRaeError(translate(error));
  const { summary, httpStatus, remedy } = describeErrorCode(code);
  return {
    type: "about:blank",
    title: summary,
    status: httpStatus,
    detail: message,
    code,
    fault,
    retryable,
    remedy,
    details: { ...details },
  };
}

/** Fastify's own errors in our codes. */
function translate(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RaeError) return error;
  const { statusCode, validation } = error as Partial<FastifyError>;
  if (validation !== undefined) {
    const faults = validation.map((each) => `${each.instancePath || "/"} ${each.message ?? ""}`);
    return new RaeError("bad-request", error.message, { cause: error, details: { faults } });
  }
  if (statusCode === 413) return new RaeError("payload-too-large", error.message);
  if (statusCode === 415) return new RaeError("unsupported-media-type", error.message);
  if (statusCode !== undefined && statusCode < 500) {
    return new RaeError("bad-request", error.message, { cause: error });
  }
  return error;
}
