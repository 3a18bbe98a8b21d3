import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, makePrivateFolder, systemClock } from "@rae/kit";
import { isId, RaeError } from "@rae/protocol";
import { readIfPresent, readOrCreateFile, replaceFile } from "./atomic-file.ts";
import {
  type Authority,
  createAuthorityCertificate,
  createBoxCertificate,
  createServerCertificate,
  isCurrent,
  tenantIn,
} from "./certificate.ts";
import { openKeyPair } from "./key-pair.ts";

const localNames = ["localhost", "127.0.0.1", "::1"] as const;

/** A certificate with its key and the authority that both sides trust; PEM, and where each lies. */
export interface IssuedCertificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export interface PkiOptions {
  /** Host names and addresses under which boxes reach the gateway, besides the local ones. */
  readonly serverNames?: readonly string[];
  readonly clock?: Clock;
}

/** The local certificate authority in a folder. */
export interface Pki {
  /** The gateway's own certificate, as it was when the authority was opened. */
  readonly server: IssuedCertificate;
  /** The same while it is current, else a new one for the same key. @throws RaeError `certificate-invalid`. */
  renewServer(): Promise<IssuedCertificate>;
  /**
   * The certificate of a box: the one that lies there while it is current and of the same tenant, else a new one for the same key.
   * Without a tenant a new one names that of the one that lies there, if it names any.
   * @throws RaeError `bad-request` if an id is not one; `certificate-invalid` if a file is not usable.
   */
  issueCertificate(boxId: string, tenant?: string): Promise<IssuedCertificate>;
}

/**
 * Opens the authority in `dir` (`ca.pem`, `ca.key`, `server.pem`, `server.key`, `boxes/`), making what is missing;
 * files are for their owner only. A server certificate that nears its end, or lacks a name, is issued anew. Safe
 * against other processes that do the same.
 * @throws RaeError `certificate-invalid` if a file is not usable, `data-unusable` if the folder is not.
 */
export async function openPki(dir: string, options: PkiOptions = {}): Promise<Pki> {
  const clock = options.clock ?? systemClock;
  try {
    makePrivateFolder(join(dir, "boxes"));
  } catch (error) {
    throw new RaeError("data-unusable", `${dir} cannot be made or written`, {
      cause: error,
      details: { path: dir },
    });
  }
  const caFile = join(dir, "ca.pem");
  const keys = await openKeyPair(join(dir, "ca.key"));
  const certificatePem = await readOrCreateFile(caFile, () =>
    createAuthorityCertificate(keys, clock.nowMs()),
  );
  requireAuthority(certificatePem, await readFile(join(dir, "ca.key"), "utf8"), caFile);
  const authority: Authority = { keys, certificatePem };
  const issue = (
    name: string,
    of: { readonly names: readonly string[]; readonly tenant?: string | undefined },
    create: (publicKey: Authority["keys"]["publicKey"], tenant?: string) => Promise<string>,
  ) => issueAt(join(dir, name), { ...of, authority, caFile, nowMs: clock.nowMs(), create });

  const names = [...new Set([...localNames, ...(options.serverNames ?? [])])];
  const renewServer = () =>
    issue("server", { names }, (publicKey) =>
      createServerCertificate(authority, publicKey, names, clock.nowMs()),
    );
  return {
    server: await renewServer(),
    renewServer,
    issueCertificate(boxId, named) {
      requireBoxId(boxId);
      if (named !== undefined) requireTenant(named);
      return issue(join("boxes", boxId), { names: [], tenant: named }, (publicKey, tenant) =>
        createBoxCertificate(authority, publicKey, { boxId, tenant }, clock.nowMs()),
      );
    },
  };
}

/** Whether `dir` holds the certificate and the key of an authority. */
export function hasAuthority(dir: string): boolean {
  return ["ca.pem", "ca.key"].every((name) => existsSync(join(dir, name)));
}

/** @throws RaeError `bad-request` if it is none. */
export function requireBoxId(boxId: string): void {
  if (!isId(boxId)) throw new RaeError("bad-request", `"${boxId}" is not a box id`);
}

/** @throws RaeError `bad-request` if it is none. */
export function requireTenant(tenant: string): void {
  if (!isId(tenant)) throw new RaeError("bad-request", `"${tenant}" is not the id of a tenant`);
}

/** Opens the authority in `dir` and issues the certificate of one box; see `openPki`. */
export async function issueBoxCertificate(
  dir: string,
  boxId: string,
  { tenant, ...options }: PkiOptions & { readonly tenant?: string | undefined } = {},
): Promise<IssuedCertificate> {
  const pki = await openPki(dir, options);
  return pki.issueCertificate(boxId, tenant);
}

function requireAuthority(certificatePem: string, keyPem: string, path: string): void {
  const details = { path };
  try {
    if (new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(keyPem))) return;
  } catch (cause) {
    const message = `${path} does not hold a certificate that can be read`;
    throw new RaeError("certificate-invalid", message, { cause, details });
  }
  throw new RaeError("certificate-invalid", `${path} is not of the key beside it`, { details });
}

async function issueAt(
  path: string,
  request: {
    readonly authority: Authority;
    readonly caFile: string;
    readonly names: readonly string[];
    readonly tenant?: string | undefined;
    readonly nowMs: number;
    readonly create: (
      publicKey: Authority["keys"]["publicKey"],
      tenant: string | undefined,
    ) => Promise<string>;
  },
): Promise<IssuedCertificate> {
  const certFile = `${path}.pem`;
  const keyFile = `${path}.key`;
  const keys = await openKeyPair(keyFile);
  const keyPem = await readFile(keyFile, "utf8");
  const { certificatePem: authorityPem } = request.authority;
  const existing = await readIfPresent(certFile);
  const { names, nowMs, caFile } = request;
  const tenant = request.tenant ?? (existing === undefined ? undefined : tenantIn(existing));
  const current =
    existing !== undefined && isCurrent(existing, { authorityPem, keyPem, names, tenant, nowMs });
  const cert = current ? existing : await request.create(keys.publicKey, tenant);
  if (!current) await replaceFile(certFile, cert);
  return { ca: authorityPem, cert, key: keyPem, caFile, certFile, keyFile };
}
