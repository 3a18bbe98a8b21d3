import { type ErrorCode, errorCodes, RaeError } from "@rae/protocol";
import { problemOf } from "../problem.ts";
import { exampleIds } from "./example-ids.ts";
import { resourceExamples } from "./resource-examples.ts";
import { responseHeaders } from "./response-headers.ts";

type Json = Record<string, unknown>;

/** The document, as far as it is completed here. */
interface Document {
  readonly paths?: Record<string, object | undefined>;
  readonly components?: object;
}

interface Response {
  headers?: Json;
  readonly content?: Record<string, { schema?: Json; examples?: Json }>;
}

/** Adds what is the same for all routes: headers of answers, examples of problems, and one of each resource. */
export function completeDocument<D extends Document>(document: D): D {
  const codes = new Set<ErrorCode>();
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(path ?? {})) {
      const { responses = {} } = operation as { responses?: Record<string, Response> };
      for (const [status, response] of Object.entries(responses)) {
        for (const code of complete(status, response)) codes.add(code);
      }
    }
  }
  const components: { headers?: Json; examples?: Json; schemas?: Record<string, Json> } =
    document.components ?? {};
  for (const [name, example] of Object.entries(resourceExamples)) {
    const schema = components.schemas?.[name];
    if (schema !== undefined) schema.examples = [example];
  }
  components.headers = { ...responseHeaders.components };
  components.examples = Object.fromEntries(
    [...codes].sort().map((code) => [code, { value: exampleOf(code) }]),
  );
  return document;
}

/** Gives the codes that the answer may have. */
function complete(status: string, response: Response): readonly ErrorCode[] {
  const problem = response.content?.["application/problem+json"];
  const codes = codesOf(problem?.schema);
  if (problem !== undefined) {
    problem.examples = Object.fromEntries(
      codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
    );
  }
  response.headers = { ...response.headers, ...responseHeaders.of(status, problem !== undefined) };
  return codes;
}

/** Of a schema that `problems` has made. */
function codesOf(schema: Json | undefined): readonly ErrorCode[] {
  const { allOf = [] } = (schema ?? {}) as {
    allOf?: { properties?: { code?: { enum?: ErrorCode[] } } }[];
  };
  return allOf.flatMap(({ properties }) => properties?.code?.enum ?? []);
}

function exampleOf(code: ErrorCode) {
  const error = new RaeError(code, errorCodes[code].summary);
  return problemOf(error, exampleIds.request);
}
