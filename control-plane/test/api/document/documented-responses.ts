import { Compile } from "typebox/schema";
import type { OpenApiDocument, Operation } from "./open-api-document.ts";

type Json = Record<string, unknown>;

/** Checks answers against the OpenAPI document, strictly: what it does not describe must not be there. */
export class DocumentedResponses {
  readonly #document: OpenApiDocument;
  readonly #components: unknown;

  constructor(document: OpenApiDocument) {
    this.#document = document;
    this.#components = strict(document.components);
  }

  /** Everything that is wrong with an answer of a documented route. */
  faults(
    method: string,
    path: string,
    status: number,
    contentType: string,
    body: unknown,
  ): string[] {
    const operation = this.#operation(method, path);
    if (operation === undefined)
      return status === 404 || status === 405 ? [] : [`${path} is not described`];
    const response = operation.responses[status];
    if (response === undefined) return [`${method} ${path}: ${status} is not described`];
    const mediaType = contentType.split(";", 1)[0] ?? "";
    const schema = response.content?.[mediaType]?.schema;
    if (schema === undefined) return [`${method} ${path}: ${status} ${mediaType} is not described`];
    const root = { ...(strict(schema) as Json), components: this.#components };
    const validator = Compile(root);
    const [isValid, errors] = validator.Errors(body);
    if (isValid) return [];
    return errors.map((error) => `${method} ${path}: ${status} ${JSON.stringify(error)}`);
  }

  #operation(method: string, path: string): Operation | undefined {
    const segments = path.split("?", 1)[0]?.split("/") ?? [];
    const found = Object.entries(this.#document.paths).find(([pattern]) => {
      const parts = pattern.split("/");
      const isSame = (part: string, place: number) =>
        part.startsWith("{") ? segments[place] !== "" : part === segments[place];
      return parts.length === segments.length && parts.every(isSame);
    });
    return found?.[1][method.toLowerCase()];
  }
}

/** The schema with every object closed. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, each]) => [key, strict(each)]),
  );
  const isOpen = "properties" in schema && "type" in schema && !("additionalProperties" in schema);
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}
