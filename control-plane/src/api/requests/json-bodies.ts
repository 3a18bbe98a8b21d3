import { RaeError } from "@rae/protocol";
import type { Api } from "../api-context.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Only JSON in UTF-8 (RFC 8259, 8.1), neither compressed nor in another character set, is read. */
export function readJsonBodies(api: Api): void {
  const parse = api.getDefaultJsonParser("error", "error");
  api.removeAllContentTypeParsers();
  api.addContentTypeParser<Buffer>(
    "application/json",
    { parseAs: "buffer" },
    (request, body, done) => {
      const { "content-type": type = "", "content-encoding": encoding } = request.headers;
      checkForm(type, encoding);
      parse(request, decode(body), done);
    },
  );
}

function checkForm(type: string, encoding: string | undefined): void {
  const [, charset = "utf-8"] = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(type) ?? [];
  if (charset.toLowerCase() !== "utf-8") {
    throw new RaeError("unsupported-media-type", `JSON is read in UTF-8 only, not in ${charset}`);
  }
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new RaeError("unsupported-media-type", `a body encoded as ${encoding} is not read`);
  }
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch (error) {
    throw new RaeError("bad-request", "the body is not UTF-8", { cause: error });
  }
}
