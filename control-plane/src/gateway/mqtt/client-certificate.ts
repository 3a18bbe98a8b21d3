import type { TLSSocket } from "node:tls";
import { type ErrorCode, isId, RaeError } from "@rae/protocol";
import { defaultTenant } from "../../core/access/principal.ts";

/** What a gateway takes from the certificate of a client. */
export interface ClientCertificate {
  /** Its name. */
  readonly boxId: string;
  /** Its organization; `default` if it names none. */
  readonly tenant: string;
  readonly expiresAtMs: number;
}

/** Of a name that a stranger chose. */
const nameChars = 64;

/** By OpenSSL's names of what is wrong with a certificate. */
const faults: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "the certificate has expired",
  CERT_NOT_YET_VALID: "the certificate is not valid yet: one of the two clocks is wrong",
  INVALID_PURPOSE: "the certificate is not a client's",
  UNABLE_TO_GET_ISSUER_CERT: "the certificate is of another authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the certificate is of another authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate is of another authority",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate is of another authority",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is of another authority",
  CERT_SIGNATURE_FAILURE: "the certificate is of another authority",
};

/**
 * Reads the certificate of a client whose handshake is done, whatever TLS made of it.
 * @throws RaeError `certificate-expired`, `certificate-invalid` or `client-id-forbidden`; `details` has the name that it bears
 * as `boxId`, if it has any, and `fault`, the name that OpenSSL gives to what is wrong.
 */
export function readClientCertificate(socket: TLSSocket, nowMs: number): ClientCertificate {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw refusal("the client has no certificate", {});
  const name = /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? "";
  const boxId = name.slice(0, nameChars);
  const expiresAtMs = certificate.validToDate.getTime();
  if (!socket.authorized) {
    const fault = String(socket.authorizationError);
    const why = faults[fault] ?? "the certificate cannot be trusted";
    const code = fault === "CERT_HAS_EXPIRED" ? "certificate-expired" : "certificate-invalid";
    throw refusal(why, { boxId, fault }, code);
  }
  if (expiresAtMs <= nowMs)
    throw refusal("the certificate has expired", { boxId }, "certificate-expired");
  if (!isId(name))
    throw refusal("the certificate's name is not a box id", { boxId }, "client-id-forbidden");
  const tenant = tenantOf(certificate.subject);
  if (tenant !== undefined) return { boxId, tenant, expiresAtMs };
  const why = "the certificate's organization is not the id of a tenant";
  throw refusal(why, { boxId }, "client-id-forbidden");
}

/** Undefined if the subject names several organizations, or one that is not an id: nobody's box must not become somebody's. */
function tenantOf(subject: string): string | undefined {
  const [named = defaultTenant, ...others] = [...subject.matchAll(/^O=(.*)$/gm)].map(
    ([, name]) => name,
  );
  return others.length === 0 && isId(named) ? named : undefined;
}

function refusal(
  message: string,
  details: Readonly<Record<string, string>>,
  code: ErrorCode = "certificate-invalid",
): RaeError {
  return new RaeError(code, message, { details });
}
