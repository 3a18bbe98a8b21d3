import { illFormedTexts, schemaFaults } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { FastifySchemaCompiler } from "fastify";
import type { TObject, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { readQuery } from "./read-query.ts";

/** Of texts that no UTF-8 can carry: a body may have thousands. */
const maxTold = 16;

/** Checks requests against their schema and names every fault at once. Bodies are taken as they are, texts of the query are read. */
export const requestValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  const part = httpPart === "querystring" ? "query" : (httpPart ?? "body");
  return (sent: unknown) => {
    const value = part === "query" ? readQuery(schema, sent) : sent;
    const illFormed = illFormedTexts(value);
    if (validator.Check(value) && illFormed.length === 0) return { value };
    const faults = [
      ...schemaFaults(schema, value),
      ...illFormed.slice(0, maxTold).map((path) => `${path.slice(0, 128)} holds half a character`),
    ].map((fault) => part + fault);
    const error = new RaeError("bad-request", `the ${part} is not usable`, {
      details: { faults, ...knownNames(schema, part) },
    });
    return { error };
  };
};

function knownNames(schema: TSchema, part: string): object {
  if (part !== "query") return {};
  return { known: Object.keys((schema as Partial<TObject>).properties ?? {}) };
}
