import { RaeError } from "@rae/protocol";
import { isInForce, type TokenRecord } from "../core/access/access-record.ts";
import { defaultTenant, type Principal } from "../core/access/principal.ts";
import { isAtLeast } from "../core/access/role.ts";
import type { AccessStore } from "../ports/access-store.ts";
import { apiTokenText, createApiToken, digestOf } from "./api-token.ts";

/** What a new token is to be. */
export type TokenRequest = Pick<
  TokenRecord,
  "tenant" | "role" | "reach" | "description" | "expiresAtMs"
>;

/**
 * Makes a token, which may do no more than its maker. Its text is in no store: it is told this once.
 * @throws RaeError `forbidden`; `tenant-not-found`; `access-store-unavailable`: a token that nobody knows may have been made.
 */
export async function makeToken(
  store: AccessStore,
  maker: Principal,
  request: TokenRequest,
  nowMs: number,
): Promise<{ readonly record: TokenRecord; readonly text: string }> {
  checkGrant(maker, request);
  await checkTenant(store, request.tenant, nowMs);
  const token = createApiToken();
  const record: TokenRecord = {
    ...{ kind: "token", id: token.id, version: 1, madeBy: maker.id, madeAtMs: Math.round(nowMs) },
    ...{ tenant: request.tenant, role: request.role, reach: request.reach },
    ...{ secretSha256: digestOf(token.secret).toString("hex"), description: request.description },
    ...(request.expiresAtMs === undefined ? {} : { expiresAtMs: request.expiresAtMs }),
  };
  if (!(await store.replace(record))) {
    throw new RaeError("access-store-unavailable", "the id of the new token was taken: ask again");
  }
  return { record, text: apiTokenText(token) };
}

function checkGrant(maker: Principal, { tenant, role, reach }: TokenRequest): void {
  const details = { role: maker.role, reach: maker.reach, tenant: maker.tenant };
  if (maker.reach === "platform" || (reach === "tenant" && tenant === maker.tenant)) {
    if (isAtLeast(maker.role, role)) return;
    const message = `a token may not have the role ${role}, as its maker is ${maker.role}`;
    throw new RaeError("forbidden", message, { details });
  }
  const message = "only an admin of the platform makes tokens for other tenants, or for all";
  throw new RaeError("forbidden", message, { details });
}

async function checkTenant(store: AccessStore, tenant: string, nowMs: number): Promise<void> {
  if (tenant === defaultTenant) return;
  const record = await store.read("tenant", tenant);
  if (record !== undefined && isInForce(record, nowMs)) return;
  throw new RaeError("tenant-not-found", `there is no tenant ${tenant}`, { details: { tenant } });
}
