import { type AuditEntry, encodeAuditEntry, uuidV7 } from "@rae/protocol";
import type { FastifyRequest } from "fastify";
import { type ActionRule, ruleOf } from "../../core/access/actions.ts";
import { nobody } from "../../core/access/principal.ts";
import type { Api } from "../api-context.ts";
import type { AuditLog } from "./audit-log.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** What is told of the request, once it is known who asks for what change; undefined for one that changes nothing. */
    audit: RequestAudit | undefined;
  }

  interface FastifyReply {
    /** The code of the error that the request is answered with. */
    problemCode: string;
  }
}

const resourceChars = 256;
/** What was no request at all: nobody was refused anything. */
const malformed: ReadonlySet<number> = new Set([400, 405, 413, 415]);

/** What a command takes onto the log with it, so that who asked for it needs no record of its own. */
export class RequestAudit {
  readonly entry: AuditEntry;
  #isOnLog = false;

  constructor(entry: AuditEntry) {
    this.entry = entry;
  }

  get isOnLog(): boolean {
    return this.#isOnLog;
  }

  began(): void {
    this.#isOnLog = true;
  }

  /** The entry for the header of the record that is the change itself. */
  asHeader(): string {
    this.#isOnLog = true;
    const done: AuditEntry = { ...this.entry, outcome: "done" };
    return Buffer.from(encodeAuditEntry(done)).toString("base64");
  }
}

/**
 * Tells the audit of every change, before it is made, and of every refusal. Comes behind authentication and roles; what a route refuses
 * later is told when it is answered.
 */
export function auditRequests(api: Api, audit: AuditLog, nowMs: () => number): void {
  api.decorateRequest("audit", undefined);
  api.decorateReply("problemCode", "");
  api.addHook("preHandler", async (request) => {
    if (!isChange(request)) return;
    request.audit = new RequestAudit(entryOf(request, nowMs()));
    if (auditedOf(request) === "with-command") return;
    await audit.begin(request.audit.entry);
    request.audit.began();
  });
  api.addHook("onResponse", async (request, reply) => {
    const { statusCode, problemCode: code } = reply;
    const known = request.audit;
    if (statusCode < 400) {
      // A command that was accepted says so itself; a repetition with the same key is the same command.
      if (known !== undefined && auditedOf(request) === "before") {
        audit.note({ ...known.entry, outcome: "done" });
      }
      return;
    }
    const ended = { outcome: statusCode < 500 ? "refused" : "failed", code } as const;
    if (known !== undefined) {
      if (known.isOnLog || !malformed.has(statusCode)) audit.note({ ...known.entry, ...ended });
    } else if (statusCode === 401 || statusCode === 403) {
      audit.note({ ...entryOf(request, nowMs()), ...ended });
    }
  });
}

function isChange(request: FastifyRequest): boolean {
  const isRead = request.method === "GET" || request.method === "HEAD";
  return !isRead && auditedOf(request) !== undefined;
}

function auditedOf({ routeOptions: { config } }: FastifyRequest): ActionRule["audited"] {
  return config.action === undefined ? undefined : ruleOf(config.action).audited;
}

function entryOf(request: FastifyRequest, nowMs: number): AuditEntry {
  const { principal = nobody, routeOptions, id, ip } = request;
  const atMs = Math.round(nowMs);
  const [path = ""] = request.url.split("?", 1);
  return {
    ...{ entryId: uuidV7(atMs), atMs, principalId: principal.id, principalName: principal.name },
    ...{ tenant: principal.tenant, action: routeOptions.config?.action ?? "none" },
    ...{ resource: path.slice(0, resourceChars), outcome: "begun" },
    ...{ requestId: id, sourceAddress: ip, times: 1 },
  };
}

/** For an order of a command: the entry goes onto the log with it. */
export function auditOf({ audit }: FastifyRequest): { readonly audit?: () => string } {
  return audit === undefined ? {} : { audit: () => audit.asHeader() };
}
