import { schemaFaults } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import type { FastifySchemaCompiler } from "fastify";
import type { TObject, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Value } from "typebox/value";

/** Checks requests against their schema and names every fault at once. Bodies are taken as they are, texts of the query are read. */
export const requestValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  const part = httpPart === "querystring" ? "query" : (httpPart ?? "body");
  return (sent: unknown) => {
    const value = part === "query" ? readQuery(schema, sent) : sent;
    if (validator.Check(value)) return { value };
    const faults = schemaFaults(schema, value).map((fault) => part + fault);
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
