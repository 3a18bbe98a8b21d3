import { systemClock } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { makeToken, type TokenRequest } from "./access/make-token.ts";
import { revoke } from "./access/revoke.ts";
import { isInForce, type TokenRecord } from "./core/access/access-record.ts";
import { defaultTenant, installationAdmin } from "./core/access/principal.ts";
import { type Role, roles } from "./core/access/role.ts";
import { openAccessStore } from "./open-stores.ts";
import type { AccessStore } from "./ports/access-store.ts";
import { withContext } from "./process-context.ts";
import type { CommandOptions, ProgramCommand } from "./program.ts";
import { UsageError } from "./usage-error.ts";

export const tokensUsage = `  rae-control-plane tokens create        makes a token and prints it, once; also while the control plane runs
    --role ROLE                          ${roles.join(", ")}
    --description TEXT                   what it is for
    --tenant NAME                        whose it is; without it, of "default"
    --expires TIME                       RFC 3339 with a zone; without it, never
    --platform                           its role holds in all tenants
  rae-control-plane tokens list          one a line: id, state, role, tenant, last use, description
  rae-control-plane tokens revoke ID     it counts no more, within a second
`;

/** Works on the store itself, as whoever may read and write it is the administrator. */
export const tokensCommand: ProgramCommand = {
  options: {
    role: { type: "string" },
    description: { type: "string" },
    tenant: { type: "string" },
    expires: { type: "string" },
    platform: { type: "boolean" },
  },
  async run(config, args, options) {
    const act = readOrder(args, options, systemClock.nowMs());
    await withContext("rae-control-plane", config, async (context) => {
      process.stdout.write(await act(openAccessStore(context)));
    });
  },
};

/** What is to be done; resolves to what to print. @throws UsageError. */
export function readOrder(
  [word, ...rest]: readonly string[],
  options: CommandOptions,
  nowMs: number,
): (store: AccessStore) => Promise<string> {
  if (word === "create" && rest.length === 0) {
    const request = tokenRequest(options, nowMs);
    return async (store) => `${(await makeToken(store, installationAdmin, request, nowMs)).text}\n`;
  }
  if (Object.keys(options).length > 0) throw new UsageError(`tokens ${word} takes no such option`);
  if (word === "list" && rest.length === 0) return (store) => listed(store, nowMs);
  const [id, ...more] = rest;
  if (word === "revoke" && id !== undefined && more.length === 0) {
    return (store) => revoked(store, id, nowMs);
  }
  throw new UsageError("tokens takes `create`, `list`, or `revoke` and one id");
}

function tokenRequest(options: CommandOptions, nowMs: number): TokenRequest {
  const { role, description, tenant = defaultTenant, expires, platform } = options;
  if (!isRole(role)) throw new UsageError(`--role must be one of ${roles.join(", ")}`);
  if (typeof description !== "string" || description === "") {
    throw new UsageError("--description must say what the token is for");
  }
  const request = {
    ...{ role, description, tenant: String(tenant) },
    reach: platform === true ? ("platform" as const) : ("tenant" as const),
  };
  if (expires === undefined) return request;
  const expiresAtMs = Date.parse(String(expires));
  if (!/(Z|[+-]\d{2}:\d{2})$/.test(String(expires)) || Number.isNaN(expiresAtMs)) {
    throw new UsageError("--expires must be a time with a zone, such as 2027-11-30T00:00:00Z");
  }
  if (expiresAtMs <= nowMs) throw new UsageError("--expires is not in the future");
  return { ...request, expiresAtMs };
}

async function listed(store: AccessStore, nowMs: number): Promise<string> {
  const { records } = await store.changes(undefined, new AbortController().signal);
  const uses = await store.lastUses();
  const newest = new Map<string, TokenRecord>();
  for (const record of records) if (record.kind === "token") newest.set(record.id, record);
  const lines = [...newest.values()].map((record) => {
    const { id, role, reach, tenant, description } = record;
    const usedMs = uses.get(id);
    const used = usedMs === undefined ? "never" : new Date(usedMs).toISOString();
    const where = reach === "platform" ? "platform" : tenant;
    return `${[id, stateOf(record, nowMs), role, where, used, JSON.stringify(description)].join("\t")}\n`;
  });
  return lines.sort().join("");
}

async function revoked(store: AccessStore, id: string, nowMs: number): Promise<string> {
  const record = await revoke<TokenRecord>(store, "token", id, installationAdmin.id, nowMs);
  if (record === undefined) throw new RaeError("token-not-found", `there is no token ${id}`);
  return `${id} is revoked\n`;
}

function stateOf(record: TokenRecord, nowMs: number): string {
  if (record.revoked !== undefined) return "revoked";
  return isInForce(record, nowMs) ? "active" : "expired";
}

function isRole(word: unknown): word is Role {
  return roles.some((role) => role === word);
}
