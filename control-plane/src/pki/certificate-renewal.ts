import { type Clock, type Logger, repeat } from "@rae/kit";
import type { IssuedCertificate, Pki } from "./pki.ts";

export interface CertificateRenewal {
  readonly pki: Pick<Pki, "server" | "renewServer">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Serves connections with the certificate from now on. */
  readonly use: (certificate: IssuedCertificate) => void;
}

const dayMs = 86_400_000;

/**
 * Looks at the server's certificate once a day and takes a new one into use when it nears its end: a gateway that runs for more than a
 * year must not lock its boxes out. A day's failure is told and tried again on the next. The returned function stops it.
 */
export function startCertificateRenewal(options: CertificateRenewal): () => void {
  const { pki, clock, logger, use } = options;
  let current = pki.server.cert;
  const renew = async () => {
    try {
      const certificate = await pki.renewServer();
      if (certificate.cert === current) return;
      use(certificate);
      current = certificate.cert;
      logger.info({ certFile: certificate.certFile }, "server certificate renewed");
    } catch (error) {
      logger.error({ err: error }, "server certificate not renewed");
    }
  };
  return repeat(clock, dayMs, renew, (error) => {
    logger.error({ err: error }, "certificate renewal stopped");
  });
}
