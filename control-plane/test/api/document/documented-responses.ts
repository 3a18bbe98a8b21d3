import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import type { OpenApiDocument, Operation, Schema } from "./open-api-document.ts";

/** Headers that an answer may have only if the document says so. */
const checkedHeaders = [
  "Accept-Encoding",
  "Accept-Post",
  "Content-Disposition",
  "Location",
  "Preference-Applied",
  "Retry-After",
  "WWW-Authenticate",
];

export interface SeenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Checks answers and bodies against the OpenAPI document, strictly: what it does not describe must not be there. */
export class DocumentedResponses {
  readonly document: OpenApiDocument;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #validators = new Map<unknown, ValidateFunction>();

  constructor(document: OpenApiDocument) {
    this.document = document;
    ajvFormats.default(this.#ajv);
    this.#ajv.addSchema({ $id: "rae:document", components: strict(document.components) });
  }

  /** Everything that is wrong with an answer to a request for `path`. */
  faults(method: string, path: string, answer: SeenAnswer): string[] {
    const operation = this.#operation(method, path);
    const { status } = answer;
    if (operation === undefined)
      return status === 404 || status === 405 ? [] : [`${path} is not described`];
    return this.operationFaults(operation, answer).map((fault) => `${method} ${path}: ${fault}`);
  }

  /** The same of an answer to a request for an operation. */
  operationFaults(operation: Operation, { status, headers, body }: SeenAnswer): string[] {
    const response = operation.responses[status];
    if (response === undefined) return [`${status} is not described`];
    const described = Object.keys(response.headers ?? {});
    const extra = checkedHeaders.filter((name) => headers.has(name) && !described.includes(name));
    const told = extra.map((name) => `${status} has the header ${name}, which is not described`);
    if (response.content === undefined) {
      return body === "" ? told : [...told, `${status} has a body, which is not described`];
    }
    const mediaType = headers.get("content-type")?.split(";", 1)[0] ?? "";
    const schema = response.content[mediaType]?.schema;
    if (schema === undefined) return [...told, `${status} ${mediaType} is not described`];
    return [...told, ...this.schemaFaults(schema, body).map((fault) => `${status} ${fault}`)];
  }

  /** Everything that is wrong with an event of the stream at `path`. */
  eventFaults(path: string, event: unknown): string[] {
    const described = this.#operation("GET", path)?.responses[200]?.content?.["text/event-stream"];
    if (described?.schema === undefined) return [`${path} is not described as a stream`];
    return this.schemaFaults(described.schema, event).map((fault) => `${path}: ${fault}`);
  }

  /** Everything that is wrong with a value by a schema of the document. */
  schemaFaults(schema: Schema, value: unknown): string[] {
    let validator = this.#validators.get(schema);
    if (validator === undefined) {
      validator = this.#ajv.compile(strict(schema) as object);
      this.#validators.set(schema, validator);
    }
    validator(value);
    return (validator.errors ?? []).map((error) => JSON.stringify(error));
  }

  #operation(method: string, path: string): Operation | undefined {
    const segments = path.split("?", 1)[0]?.split("/") ?? [];
    const found = Object.entries(this.document.paths).find(([pattern]) => {
      const parts = pattern.split("/");
      const isSame = (part: string, place: number) =>
        part.startsWith("{") ? segments[place] !== "" : part === segments[place];
      return parts.length === segments.length && parts.every(isSame);
    });
    return found?.[1][method.toLowerCase()];
  }
}

/** The schema with every object closed, and references that lead into the document. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, each]) => [
      key,
      key === "$ref" && typeof each === "string" ? `rae:document${each}` : strict(each),
    ]),
  );
  const isOpen = "properties" in schema && "type" in schema && !("additionalProperties" in schema);
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}
