import fc, { type Arbitrary } from "fast-check";
import type {
  Media,
  OpenApiDocument,
  Operation,
  Parameter,
} from "../document/open-api-document.ts";
import { rightValues, spoiltObjects, wrongTexts, wrongValues } from "./values.ts";

/** What there is in the lab. */
export interface KnownNames {
  /** By the name of the parameter. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Bodies that do something, by the id of the operation. */
  readonly bodies: Readonly<Record<string, readonly unknown[]>>;
}

/** A request as it is sent. */
export interface MadeRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: none is sent. */
  readonly body: string | undefined;
}

interface ParameterText {
  readonly in: Parameter["in"];
  readonly name: string;
  readonly texts: readonly string[];
}

/** Requests for an operation: right ones, and ones with something wrong in any place. */
export function requestsOf(
  method: string,
  path: string,
  operation: Operation,
  document: OpenApiDocument,
  known: KnownNames,
): Arbitrary<MadeRequest> {
  const { parameters = [] } = operation;
  const noBody = fc.constant(undefined);
  const undocumented = fc.option(fc.tuple(wrongTexts, wrongTexts), { nil: undefined, freq: 20 });
  return fc
    .tuple(
      fc.tuple(...parameters.map((each) => parameterTexts(each, document, known))),
      method === "GET" ? noBody : bodies(operation, document, known),
      undocumented,
    )
    .map(([texts, body, extra]) => {
      const given = texts.filter((each) => each !== undefined);
      return {
        path: addressOf(path, given, extra),
        headers: {
          ...headersOf(given),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        body,
      };
    });
}

function parameterTexts(
  parameter: Parameter,
  document: OpenApiDocument,
  known: KnownNames,
): Arbitrary<ParameterText | undefined> {
  const { in: place, name, schema, example } = parameter;
  const right = rightValues(schema, document).map((value) => [value].flat().map(String));
  const usual = known.parameters[name] ?? [example ?? ""].flat().map(String);
  const texts = fc.oneof(
    { weight: 2, arbitrary: right },
    { weight: 6, arbitrary: fc.constantFrom(...usual).map((each) => [each]) },
    { weight: 1, arbitrary: fc.array(wrongTexts, { minLength: 1, maxLength: 2 }) },
  );
  const given = texts.map((each) => ({ in: place, name, texts: each }));
  return place === "path" ? given : fc.option(given, { nil: undefined, freq: 1 });
}

function bodies(
  { operationId, requestBody }: Operation,
  document: OpenApiDocument,
  known: KnownNames,
): Arbitrary<string | undefined> {
  const media = requestBody?.content["application/json"];
  if (media === undefined) {
    return fc.option(wrongValues.map(jsonOf), { nil: undefined, freq: 10 });
  }
  const right = rightValues(media.schema, document);
  const names = Object.keys(media.schema.properties ?? {});
  const usual = known.bodies[operationId] ?? bodyExamples(media);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...usual).map(jsonOf) },
    { weight: 3, arbitrary: right.map(jsonOf) },
    { weight: 3, arbitrary: spoiltObjects(right, names).map(jsonOf) },
    { weight: 1, arbitrary: wrongValues.map(jsonOf) },
    { weight: 1, arbitrary: fc.oneof(wrongTexts, fc.constant("[".repeat(5_000))) },
  );
}

/** The examples of the document. */
export function bodyExamples({ example, examples = {} }: Media): readonly unknown[] {
  const named = Object.values(examples).map((each) => (each as { value: unknown }).value);
  return example === undefined ? [...named, {}] : [example];
}

const jsonOf = (value: unknown) => JSON.stringify(value);

function addressOf(
  path: string,
  given: readonly ParameterText[],
  extra: readonly [string, string] | undefined,
): string {
  const named = path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const [text = ""] = given.find((each) => each.in === "path" && each.name === name)?.texts ?? [];
    return encode(text) || "%20";
  });
  const pairs = given
    .filter((each) => each.in === "query")
    .flatMap(({ name, texts }) => texts.map((text) => [name, text] as const));
  const all = extra === undefined ? pairs : [...pairs, extra];
  const query = all.map(([name, text]) => `${encode(name)}=${encode(text)}`).join("&");
  return query === "" ? named : `${named}?${query}`;
}

function headersOf(given: readonly ParameterText[]): Record<string, string> {
  const own = given.filter((each) => each.in === "header");
  // What a header cannot hold, a client cannot send.
  const sendable = (text: string) => text.replace(/[^\x20-\x7e]/g, "").trim();
  return Object.fromEntries(own.map(({ name, texts }) => [name, sendable(texts.join(", "))]));
}

/** A segment `.` or `..` would be taken out by the client. */
function encode(text: string): string {
  const encoded = encodeURIComponent(text.toWellFormed());
  return /^\.{1,2}$/.test(encoded) ? encoded.replaceAll(".", "%252E") : encoded;
}
