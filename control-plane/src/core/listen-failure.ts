import { RaeError } from "@rae/protocol";

/** What was to be bound, and the variable that moves it. */
export interface BoundPort {
  /** As a person calls it: `REST`, `MQTT`. */
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly variable: string;
}

/** Why an address could not be bound, as a sentence that says what to do; any other error as it is. */
export function listenFailure(error: unknown, bound: BoundPort): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const { service, host, port, variable } = bound;
  const details = { host, port, variable };
  if (code === "EADDRINUSE") {
    return new RaeError(
      "port-in-use",
      `port ${port} of ${host} is taken: free it, or set ${variable} to another port for ${service}`,
      { cause: error, details },
    );
  }
  if (code === "EADDRNOTAVAIL" || code === "EACCES" || code === "ENOTFOUND") {
    const message = `${service} cannot be bound to ${host} port ${port}: ${code}`;
    return new RaeError("config-invalid", message, { cause: error, details });
  }
  return error;
}
