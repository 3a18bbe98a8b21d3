import type { DeviceResponse } from "../../endpoints/http-response.ts";
import type { ActiveFaults } from "../../faults/active-faults.ts";
import type { FaultOf } from "../../faults/fault-table.ts";

const deviceInfoPath = "/query/device-info";
const defaultSizeBytes = 200_000;

/** What some other machine's web server says to a request of ECP. */
export function strangersAnswer(status = 404): DeviceResponse {
  const body = `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>\n`;
  return { status, headers: { Server: "nginx/1.24.0", "Content-Type": "text/html" }, body };
}

/** The response with what `white-space` and `bad-xml` do to device-info; any other as it is. */
export function spoilDocument(
  response: DeviceResponse,
  target: string,
  faults: ActiveFaults,
): DeviceResponse {
  if (target !== deviceInfoPath || typeof response.body !== "string") return response;
  const whiteSpace = faults.take("white-space", target);
  const badXml = faults.take("bad-xml", target);
  const padded = whiteSpace === undefined ? response.body : padDocument(response.body, whiteSpace);
  const body = badXml === undefined ? padded : spoilXml(padded, badXml.kind);
  return { ...response, body };
}

function padDocument(document: string, fault: FaultOf<"white-space">): string {
  const { place = "only", sizeBytes = defaultSizeBytes } = fault;
  const blank = " ".repeat(sizeBytes);
  switch (place) {
    case "only":
      return blank;
    case "before":
      return `${blank}${document}`;
    case "inside":
      return document.replace("<device-info>", (root) => `${root}${blank}`);
    case "after":
      return `${document}${blank}`;
  }
}

/** Spoils the name that the user gave, as firmware does that puts it into its document as it is. */
function spoilXml(document: string, kind: FaultOf<"bad-xml">["kind"]): string | Buffer {
  const named = (name: string) =>
    document.replace(/(<user-device-name>)[^<]*/, (_all, tag: string) => `${tag}${name}`);
  switch (kind) {
    case "bare-ampersand":
      return named("Tom & Jerry");
    case "control-character":
      return named("Tom\u0001Jerry");
    case "surrogate-reference":
      return named("Tom&#xD83D;&#55358;Jerry");
    case "latin-1":
      return Buffer.from(named("Küche"), "latin1");
    case "entity-expansion": {
      const doctype = '<!DOCTYPE device-info [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>';
      return named("&b;&b;").replace("<device-info>", (root) => `${doctype}\n${root}`);
    }
  }
}
