import { careFaults, contractVersion, type DriverFactory, type LinkKind } from "@rae/driver";

/** What a package exports as drivers, and what is wrong with it: a sentence for each fault. */
export interface ExportedDrivers {
  readonly drivers: readonly DriverFactory[];
  readonly faults: readonly string[];
}

const linkKinds: Readonly<Record<LinkKind, true>> = {
  bytes: true,
  http: true,
  datagram: true,
  "child-process": true,
};

/** The drivers among the exports of a module. */
export function exportedDrivers(exports: Readonly<Record<string, unknown>>): ExportedDrivers {
  const candidates = [...new Set(Object.values(exports))].filter(looksLikeDriver);
  if (candidates.length === 0) {
    return {
      drivers: [],
      faults: ["exports no driver: its author makes one by `defineDriver` and exports it"],
    };
  }
  return {
    drivers: candidates.filter(isDriver),
    faults: candidates.flatMap((candidate) => faultOf(candidate) ?? []),
  };
}

type Candidate = Readonly<Record<string, unknown>>;

function looksLikeDriver(value: unknown): value is Candidate {
  return typeof value === "object" && value !== null && "needs" in value && "open" in value;
}

function isDriver(candidate: Candidate): candidate is Candidate & DriverFactory {
  return faultOf(candidate) === undefined;
}

function faultOf(candidate: Candidate): string | undefined {
  const { name, needs, contractVersion: version, care } = candidate;
  const what = `exports a driver ${typeof name === "string" ? `"${name}"` : "without a name"}`;
  if (version !== contractVersion) {
    const told = typeof version === "number" ? `version ${version}` : "no version";
    const remedy =
      typeof version === "number" && version > contractVersion
        ? "update the agent, or install an older version of the driver"
        : "install a newer version of the driver";
    return `${what} for ${told} of the driver contract, and this agent knows version ${contractVersion}: ${remedy}`;
  }
  if (typeof name !== "string" || !/^[a-z][a-z0-9-]*$/.test(name)) {
    return `${what}, and a name has lower-case letters, digits and hyphens: its author has to change that`;
  }
  if (typeof needs !== "string" || !Object.hasOwn(linkKinds, needs)) {
    return `${what} that needs a link of kind ${String(needs)}, which there is not; there are ${Object.keys(linkKinds).join(", ")}`;
  }
  const missing = ["open", "checkSettings"].find((name) => typeof candidate[name] !== "function");
  if (missing !== undefined) return `${what} that has no function \`${missing}\``;
  const faults = care === undefined ? [] : careFaults(care);
  if (faults.length === 0) return undefined;
  return `${what} that cannot care for its devices: ${faults.join("; ")}; its author has to change that`;
}
