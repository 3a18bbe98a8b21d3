import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makePrivateFolder, writePrivateFile } from "@rae/kit";
import { ensurePrograms } from "./required-programs.ts";

/** By what clients get in where engines ask for TLS and a password. */
export interface Secured {
  /** PEM of the authority that signed the engines' certificate. */
  readonly caFile: string;
  readonly username: string;
  readonly password: string;
  /** Of Kafka alone: a user who may what no access rule forbids, by PLAIN and the same password; the other may anything. */
  readonly ordinaryUsername: string;
}

/** The files behind it. */
export interface ServerSecrets extends Secured {
  readonly certFile: string;
  readonly keyFile: string;
  /** Key and certificate in one PEM file. */
  readonly bundleFile: string;
  /** The same as PKCS #12, under the password. */
  readonly pkcs12File: string;
}

/** The login that a new Cassandra has; Kafka and Redis get the same. */
const login = { username: "cassandra", password: "cassandra", ordinaryUsername: "rae" };

/** A certificate for loopback in `folder`, made at the first call. @throws Error with what openssl said. */
export function ensureServerSecrets(folder: string, say: (line: string) => void): ServerSecrets {
  const missing = ensurePrograms(
    [{ programs: ["openssl"], debianPackage: "openssl" }],
    "the engines",
    say,
  );
  if (missing !== undefined) throw new Error(missing);
  makePrivateFolder(folder);
  const secrets: ServerSecrets = {
    ...login,
    caFile: join(folder, "ca.pem"),
    certFile: join(folder, "server.pem"),
    keyFile: join(folder, "server.key"),
    bundleFile: join(folder, "server-bundle.pem"),
    pkcs12File: join(folder, "server.p12"),
  };
  if (!existsSync(secrets.pkcs12File)) makeFiles(folder, secrets);
  return secrets;
}

function makeFiles(folder: string, secrets: ServerSecrets): void {
  const { caFile, certFile, keyFile, bundleFile, pkcs12File, password } = secrets;
  const caKeyFile = join(folder, "ca.key");
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const valid = ["-days", "3650"];
  openssl(
    ...["req", "-x509", ...newKey, ...valid, "-subj", "/CN=engines of one machine"],
    ...["-keyout", caKeyFile, "-out", caFile],
  );
  openssl(
    ...["req", "-x509", ...newKey, ...valid, "-subj", "/CN=localhost"],
    ...["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"],
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ...["-CA", caFile, "-CAkey", caKeyFile, "-keyout", keyFile, "-out", certFile],
  );
  writePrivateFile(bundleFile, `${readFileSync(keyFile, "utf8")}${readFileSync(certFile, "utf8")}`);
  openssl(
    ...["pkcs12", "-export", "-inkey", keyFile, "-in", certFile, "-certfile", caFile],
    ...["-passout", `pass:${password}`, "-out", pkcs12File],
  );
}

function openssl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync("openssl", args, { encoding: "utf8", timeout: 30_000 });
  if (status !== 0) throw new Error(`openssl ${args[0]} failed: ${stderr}`);
}
