import { describeErrorCode, type ErrorCode, errorCodes, type Fault, RaeError } from "@rae/protocol";
import { type Static, Type } from "typebox";

/** RFC 9457, with what our error table says of the code. */
export const problemSchema = Type.Object(
  {
    type: Type.String({ description: "`urn:rae:error:` and the code" }),
    title: Type.String({ description: "one sentence, the same for every error of this code" }),
    status: Type.Integer(),
    detail: Type.String({ description: "what happened this time" }),
    code: Type.Unsafe<ErrorCode>({
      type: "string",
      enum: Object.keys(errorCodes),
      description: "see docs/errors.md",
    }),
    fault: Type.Unsafe<Fault>({
      type: "string",
      enum: ["operator", "client", "device", "infrastructure", "internal"],
      description: "whose failure it is",
    }),
    retryable: Type.Boolean({ description: "the same request may succeed later" }),
    remedy: Type.String({ description: "what to do next" }),
    requestId: Type.String(),
    details: Type.Record(Type.String(), Type.Unknown()),
  },
  { $id: "Problem", description: "an error" },
);
export type Problem = Static<typeof problemSchema>;

export const problemMediaType = "application/problem+json; charset=utf-8";

/** An internal error's own words stay in our log: they may say more than a client should read. */
export function problemOf(error: RaeError, requestId: string): Problem {
  const row = errorCodes[error.code];
  const isInternal = error.code === "internal";
  return {
    type: `urn:rae:error:${error.code}`,
    title: row.summary,
    status: row.httpStatus,
    detail: isInternal ? row.summary : error.message,
    code: error.code,
    fault: row.fault,
    retryable: row.retryable,
    remedy: row.remedy,
    requestId,
    details: isInternal ? {} : error.details,
  };
}

/** Responses of a route for the errors that it can give, beside those of every route. */
export function problems(...codes: readonly ErrorCode[]) {
  return openProblems("unauthenticated", "forbidden", ...codes);
}

/** The same of a route that needs no token. */
export function openProblems(...codes: readonly ErrorCode[]) {
  const always: readonly ErrorCode[] = ["bad-request", "internal", "shutting-down"];
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set([...always, ...codes])) {
    const status = errorCodes[code].httpStatus;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group
          .map((code) => `\`${code}\`: ${describeErrorCode(code).summary}`)
          .join("\n\n"),
        content: { "application/problem+json": { schema: problemWith(status, group) } },
      },
    ]),
  );
}

/** A problem of this status with one of these codes. */
export function problemWith(status: number, codes: readonly ErrorCode[]) {
  const own = { status: { const: status }, code: { enum: [...codes] } };
  return Type.Unsafe<Problem>({ allOf: [{ $ref: "Problem#" }, { properties: own }] });
}

/** Our own error for one that fastify made, or undefined if it is a failure of ours. */
export function requestFault(error: { code?: string; statusCode?: number; message: string }) {
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new RaeError("payload-too-large", error.message);
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new RaeError("unsupported-media-type", error.message);
  }
  const status = error.statusCode ?? 500;
  if (status < 400 || status >= 500) return undefined;
  return new RaeError("bad-request", error.message);
}
