import { RaeError } from "@rae/protocol";
import { errors, types } from "cassandra-driver";

const { responseErrorCodes: codes } = types;
const passing = new Set<number>([
  codes.serverError,
  codes.unavailableException,
  codes.overloaded,
  codes.isBootstrapping,
  codes.truncateError,
  codes.writeTimeout,
  codes.readTimeout,
  codes.readFailure,
  codes.writeFailure,
  0x1700, // CAS_WRITE_UNKNOWN, which the driver does not name
]);
const operatorFault = new Set<number>([codes.invalid, codes.unauthorized, codes.configError]);

const applySchema = "type `rae-control-plane apply-schema`";

/** Whether the same request may succeed when made again right away. */
export function isPassing(error: unknown): boolean {
  if (error instanceof errors.ResponseError) return passing.has(error.code);
  if (refusedLogin(error) !== undefined) return false;
  return error instanceof errors.DriverError || isSocketFailure(error);
}

/** The error as it leaves the adapter: `history-unavailable` with what to do, or itself if it is a bug. */
export function historyFailure(error: unknown, keyspace: string): unknown {
  if (error instanceof RaeError) return error;
  const reason = reasonOf(error, keyspace);
  return reason === undefined
    ? error
    : new RaeError("history-unavailable", reason, { cause: error });
}

function reasonOf(error: unknown, keyspace: string): string | undefined {
  const refused = refusedLogin(error);
  if (refused !== undefined) {
    return `Cassandra refused the user or the password: ${refused}; correct history.cassandra.username and its password`;
  }
  if (error instanceof errors.ResponseError) {
    if (/keyspace .* does not exist/i.test(error.message)) {
      return `the keyspace ${keyspace} does not exist in Cassandra: ${applySchema}`;
    }
    if (isMissingTable(error.message)) {
      return `the tables in the keyspace ${keyspace} are missing or of an older version (${error.message}): ${applySchema}`;
    }
    if (passing.has(error.code) || operatorFault.has(error.code)) {
      return `Cassandra did not do what was asked: ${error.message}${remedyOf(error)}`;
    }
    return undefined;
  }
  if (error instanceof errors.NoHostAvailableError) {
    const answered = innerErrors(error).find((inner) => inner instanceof errors.ResponseError);
    if (answered !== undefined) return reasonOf(answered, keyspace);
    return `no server of Cassandra answers: ${firstReason(error)}`;
  }
  if (error instanceof errors.DriverError || isSocketFailure(error)) {
    return `Cassandra cannot be reached: ${(error as Error).message}`;
  }
  return undefined;
}

/** What somebody has to do, where waiting does not help. */
function remedyOf({ code, message }: errors.ResponseError): string {
  const found = remedies.find(
    ([sign]) => sign === code || (sign instanceof RegExp && sign.test(message)),
  );
  return found === undefined ? "" : `; ${found[1]}`;
}

const remedies: readonly (readonly [number | RegExp, string])[] = [
  [/\bTTL\b|expiration date/i, "shorten historyRetentionMs"],
  [/guardrail/i, "raise that limit in cassandra.yaml, or make room"],
  [
    codes.unavailableException,
    "start the servers that are down; there must be as many as the keyspace's replication asks for",
  ],
  [codes.writeFailure, "look at the logs of its servers: a disk may be full or broken"],
  [codes.unauthorized, "grant the user MODIFY and SELECT on the keyspace"],
];

function isMissingTable(message: string): boolean {
  return /unconfigured table|table .* does not exist|undefined column|unknown identifier/i.test(
    message,
  );
}

/** What the server said of a login that it refused; the driver hides it among the reasons of each host. */
function refusedLogin(error: unknown): string | undefined {
  if (error instanceof errors.AuthenticationError) return error.message;
  if (error instanceof errors.ResponseError && error.code === codes.badCredentials) {
    return error.message;
  }
  if (!(error instanceof errors.NoHostAvailableError)) return undefined;
  for (const inner of innerErrors(error)) {
    const refused = refusedLogin(inner);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function firstReason(error: errors.NoHostAvailableError): string {
  const reasons = Object.entries(error.innerErrors ?? {}).map(([host, inner]) => {
    const told: unknown = inner;
    return `${host}: ${told instanceof Error ? told.message : String(told)}`;
  });
  return reasons[0] ?? error.message;
}

function innerErrors(error: errors.NoHostAvailableError): unknown[] {
  return Object.values(error.innerErrors ?? {});
}

function isSocketFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return "isSocketError" in error || ("code" in error && "syscall" in error);
}
