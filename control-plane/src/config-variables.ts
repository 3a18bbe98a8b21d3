/** Where in the configuration a variable's text goes, and as what. */
interface Variable {
  readonly path: readonly string[];
  readonly read: (text: string) => unknown;
}

const asText = (text: string) => text;
const asNumber = (text: string) => (/^\d+$/.test(text) ? Number(text) : text);
const asList = (text: string) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

/** Environment variables that win over the file. */
const variables: Readonly<Record<string, Variable>> = {
  RAE_HTTP_PORT: { path: ["http", "port"], read: asNumber },
  RAE_MQTT_PORT: { path: ["mqtt", "port"], read: asNumber },
  RAE_OPS_PORT: { path: ["ops", "port"], read: asNumber },
  RAE_DATA_DIR: { path: ["dataDir"], read: asText },
  RAE_LOG_LEVEL: { path: ["logLevel"], read: asText },
  RAE_KAFKA_BROKERS: { path: ["log", "kafka", "brokers"], read: asList },
  RAE_KAFKA_REPLICATION_FACTOR: {
    path: ["log", "kafka", "replicationFactor"],
    read: asNumber,
  },
  RAE_KAFKA_PASSWORD: { path: ["log", "kafka", "sasl", "password"], read: asText },
  RAE_REDIS_URL: { path: ["view", "redis"], read: redisOfUrl },
  RAE_REDIS_PASSWORD: { path: ["view", "redis", "password"], read: asText },
  RAE_CASSANDRA_CONTACT_POINTS: { path: ["history", "cassandra", "contactPoints"], read: asList },
  RAE_CASSANDRA_DATA_CENTER: { path: ["history", "cassandra", "localDataCenter"], read: asText },
  RAE_CASSANDRA_PASSWORD: { path: ["history", "cassandra", "password"], read: asText },
};

/**
 * A copy of `file` in which the variables that are set have won, and which variable each path is from. A text that is
 * not what is wanted there stays as it is, for the schema to refuse.
 */
export function withVariables(
  file: object,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly value: Record<string, unknown>; readonly blamed: ReadonlyMap<string, string> } {
  let value: Record<string, unknown> = { ...file };
  const blamed = new Map<string, string>();
  for (const [name, { path, read }] of Object.entries(variables)) {
    const text = environment[name];
    if (text === undefined || text === "") continue;
    blamed.set(`/${path.join("/")}`, name);
    value = withValue(value, path, read(text));
  }
  return { value, blamed };
}

/** A copy of `into` with `value` at `path`; what lies beside stays, and two objects are joined. */
export function withValue(
  into: Readonly<Record<string, unknown>>,
  [first = "", ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const found = into[first];
  if (rest.length > 0) return { ...into, [first]: withValue(asObject(found), rest, value) };
  return { ...into, [first]: isObject(value) ? { ...asObject(found), ...value } : value };
}

/** The fault, with the variable that is to blame for its place. */
export function withVariable(fault: string, blamed: ReadonlyMap<string, string>): string {
  const place = fault.slice(0, fault.indexOf(" "));
  const name = [...blamed].find(([path]) => place === path || place.startsWith(`${path}/`))?.[1];
  return name === undefined ? fault : `${fault} (${name})`;
}

/** `redis[s]://[user[:password]@]host[:port][/db]`; it takes the place of Sentinel or Cluster in the file. */
function redisOfUrl(text: string): unknown {
  if (!URL.canParse(text)) return text;
  const { protocol, hostname, port, pathname, username, password } = new URL(text);
  if (protocol !== "redis:" && protocol !== "rediss:") return text;
  const db = pathname.slice(1);
  return {
    single: {
      host: hostname.replace(/^\[|\]$/g, ""),
      ...(port === "" ? {} : { port: Number(port) }),
      ...(db === "" ? {} : { db: asNumber(db) }),
    },
    sentinel: undefined,
    cluster: undefined,
    ...(username === "" ? {} : { username: decodeURIComponent(username) }),
    ...(password === "" ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === "rediss:" ? { tls: {} } : {}),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function asObject(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}
