import { illFormedTexts, schemaFaults } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { FastifySchemaCompiler } from "fastify";
import type { TObject, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Value } from "typebox/value";

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

/** A parameter that may be repeated comes as text when it is not. */
function readQuery(schema: TSchema, sent: unknown): unknown {
  if (typeof sent !== "object" || sent === null) return sent;
  const properties = (schema as Partial<TObject>).properties ?? {};
  const listed = Object.entries(sent).map(([name, value]) => {
    const type = (properties[name] as { type?: string } | undefined)?.type;
    return [name, type === "array" && !Array.isArray(value) ? [value] : value];
  });
  return Value.Convert(schema, Object.fromEntries(listed));
}

function knownNames(schema: TSchema, part: string): object {
  if (part !== "query") return {};
  return { known: Object.keys((schema as Partial<TObject>).properties ?? {}) };
}
