import { RaeError } from "@rae/protocol";

/** A breach of MQTT 3.1.1; `statement` is the number of the normative statement that it breaks. */
export function violation(statement: string, message: string): RaeError {
  return new RaeError("protocol-violation", message, { details: { statement } });
}
