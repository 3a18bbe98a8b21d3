import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { ConfigError } from "@rae/kit";
import type { ControlPlaneConfig } from "./config-schema.ts";
import type { TlsConfig } from "./engine-schema.ts";

/** What TLS to an engine takes, in PEM. */
export interface EngineTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
}

interface Credentials {
  readonly username?: string;
  readonly password?: string;
  readonly passwordFile?: string;
}

/** A user and the password, from wherever it lay. */
export interface Login {
  readonly username?: string;
  readonly password?: string;
}

/** Passwords and certificates of the engines, read. */
export interface EngineSecrets {
  readonly kafka: { readonly tls?: EngineTls; readonly login: Login };
  readonly redis: { readonly tls?: EngineTls; readonly login: Login; readonly sentinel: Login };
  readonly cassandra: { readonly tls?: EngineTls; readonly login: Login };
}

/**
 * Reads the files that the configuration names for the engines.
 * @throws ConfigError naming every file that cannot be used.
 */
export function readEngineSecrets(config: ControlPlaneConfig): EngineSecrets {
  const faults: string[] = [];
  const { kafka } = config.log;
  const { redis } = config.view;
  const { cassandra } = config.history;
  const reader = new SecretReader(faults);
  const secrets = {
    kafka: {
      ...reader.tls("/log/kafka/tls", kafka?.tls),
      login: reader.login("/log/kafka/sasl", kafka?.sasl),
    },
    redis: {
      ...reader.tls("/view/redis/tls", redis?.tls),
      login: reader.login("/view/redis", redis),
      sentinel: reader.login("/view/redis/sentinel", redis?.sentinel),
    },
    cassandra: {
      ...reader.tls("/history/cassandra/tls", cassandra?.tls),
      login: reader.login("/history/cassandra", cassandra),
    },
  };
  if (faults.length > 0) throw new ConfigError("the configuration of the engines", faults);
  return secrets;
}

class SecretReader {
  readonly #faults: string[];

  constructor(faults: string[]) {
    this.#faults = faults;
  }

  login(place: string, credentials: Credentials | undefined): Login {
    const { username, passwordFile } = credentials ?? {};
    const password =
      credentials?.password ??
      this.#file(`${place}/passwordFile`, passwordFile)?.split(/\r?\n/)[0] ??
      undefined;
    if (passwordFile !== undefined && password === "") {
      this.#faults.push(`${place}/passwordFile (${passwordFile}) has an empty first line`);
    }
    return {
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    };
  }

  tls(place: string, config: TlsConfig | undefined): { readonly tls?: EngineTls } {
    if (config === undefined) return {};
    const ca = this.#file(`${place}/caFile`, config.caFile);
    const cert = this.#file(`${place}/certFile`, config.certFile);
    const key = this.#file(`${place}/keyFile`, config.keyFile);
    const { serverName } = config;
    const pem = {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    };
    try {
      // What is no certificate would be passed over, and then no server trusted.
      if (ca !== undefined) new X509Certificate(ca);
      createSecureContext(pem);
    } catch (error) {
      this.#faults.push(`${place} cannot be used: ${reasonOf(error)}`);
    }
    return { tls: { ...pem, ...(serverName === undefined ? {} : { serverName }) } };
  }

  #file(place: string, path: string | undefined): string | undefined {
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      this.#faults.push(`${place} (${path}) cannot be read: ${reasonOf(error)}`);
      return undefined;
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
