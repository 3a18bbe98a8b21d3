/** Which workspace may import which. `docs/architecture.md` tells why. */
export const workspaceImports: Readonly<Record<string, readonly string[]>> = {
  kit: [],
  protocol: ["kit"],
  stream: ["kit"],
  "stream-kafka": ["stream", "kit"],
  "stream-sqlite": ["stream", "kit"],
  driver: ["protocol", "kit"],
  "drivers/lg-rs232": ["driver"],
  "drivers/roku-ecp": ["driver"],
  "drivers/serial-console": ["driver"],
  agent: [
    "driver",
    "drivers/lg-rs232",
    "drivers/roku-ecp",
    "drivers/serial-console",
    "protocol",
    "kit",
  ],
  simulator: ["protocol", "kit"],
  "control-plane": ["stream", "stream-kafka", "stream-sqlite", "protocol", "kit"],
  deploy: ["kit"],
  test: [
    "kit",
    "protocol",
    "stream",
    "stream-kafka",
    "stream-sqlite",
    "driver",
    "agent",
    "simulator",
    "control-plane",
    "deploy",
  ],
};

/** What the tests of a workspace may import besides. */
export const testImports: Readonly<Record<string, readonly string[]>> = {
  // The engines that their adapters are tried on.
  "control-plane": ["deploy"],
  "stream-kafka": ["deploy"],
};

export interface FolderRule {
  /** Sibling folders that its files may import, "" for what lies in `src` itself; its own always. */
  readonly mayImport: readonly string[];
  /** No I/O, no timers, no wall clock, no client library. */
  readonly pure?: true;
  /** Types, closed lists of words that types are made of, and error classes. */
  readonly typesOnly?: true;
  /** Folders inside of it never import each other. */
  readonly separateChildren?: true;
}

/**
 * Folders right under a workspace's `src`. Files that lie in `src` itself, and a `main.ts` anywhere, are the wiring: they see all.
 * A workspace that is named here may have no other folders.
 */
export const folderRules: Readonly<Record<string, Readonly<Record<string, FolderRule>>>> = {
  stream: {
    reading: { mayImport: [""] },
    appending: { mayImport: [""] },
    processing: { mayImport: [""] },
    testing: { mayImport: ["", "reading", "appending"] },
  },
  "stream-kafka": {
    group: { mayImport: ["cluster", "fetch", "wire"] },
    fetch: { mayImport: ["cluster", "wire"] },
    produce: { mayImport: ["cluster", "wire"] },
    cluster: { mayImport: ["wire"] },
    wire: { mayImport: [] },
  },
  driver: {
    checking: { mayImport: [""], pure: true },
    parsing: { mayImport: [""] },
    http: { mayImport: [""] },
    testing: { mayImport: ["", "checking", "parsing", "http"] },
  },
  agent: {
    core: { mayImport: [], pure: true },
    ports: { mayImport: ["core"], typesOnly: true },
    links: { mayImport: ["core", "ports"] },
    discovery: { mayImport: ["core", "ports"] },
    "driver-packages": { mayImport: ["", "faces"] },
    checks: { mayImport: ["", "core", "discovery"] },
    uplink: { mayImport: ["core", "ports"] },
    store: { mayImport: ["core", "ports"] },
    faces: { mayImport: ["core", "ports"] },
    sessions: { mayImport: ["core", "ports", "faces"] },
    testing: { mayImport: ["", "core", "ports"] },
  },
  simulator: {
    lab: { mayImport: [] },
    load: { mayImport: [] },
  },
  "control-plane": {
    core: { mayImport: ["ports"], pure: true },
    ports: { mayImport: ["core"], typesOnly: true },
    adapters: { mayImport: ["core", "ports"], separateChildren: true },
    access: { mayImport: ["core", "ports"] },
    gateway: { mayImport: ["core", "ports", "access"] },
    aggregator: { mayImport: ["core", "ports"] },
    leasing: { mayImport: ["core", "ports"] },
    api: { mayImport: ["core", "ports", "access", "operations", "leasing"] },
    operations: { mayImport: ["core", "ports"] },
    "dead-letters": { mayImport: ["core", "ports"] },
    pki: { mayImport: [] },
    testing: { mayImport: ["core", "ports"] },
  },
};

/** What pure code may take from outside of its workspace. */
export const purePackages = ["@rae/kit", "@rae/protocol", "@rae/driver", "typebox"];
export const pureBuiltins = ["node:crypto", "node:util", "node:assert"];

/** Files besides `config.ts` that read the environment, each with the reason. */
export const environmentReaders: Readonly<Record<string, string>> = {};

/** Files that import what only the running program knows, each with the reason. */
export const computedImports: Readonly<Record<string, string>> = {
  "agent/src/driver-packages/load-drivers.ts": "drivers of partners, named by the configuration",
};
