import type { TenantRecord, TokenRecord } from "../../src/core/access/access-record.ts";
import { sampleTimeMs } from "../../src/testing/index.ts";

export function sampleToken(fields: Partial<TokenRecord> = {}): TokenRecord {
  return {
    ...{ kind: "token", id: "00112233aabbccdd", version: 1, madeBy: "admin" },
    ...{ madeAtMs: sampleTimeMs, tenant: "default", role: "tester", reach: "tenant" },
    ...{ secretSha256: "0".repeat(64), description: "nightly" },
    ...fields,
  };
}

export function sampleTenant(fields: Partial<TenantRecord> = {}): TenantRecord {
  return {
    ...{ kind: "tenant", id: "acme", name: "Acme", version: 1, madeBy: "admin" },
    madeAtMs: sampleTimeMs,
    ...fields,
  };
}
