/** Headers of a datagram, names in lower case. */
export type SsdpHeaders = ReadonlyMap<string, string>;

/** What a device says by SSDP: the answer to a search, or that it comes or goes. */
export interface SsdpMessage {
  readonly kind: "answer" | "alive" | "goodbye";
  readonly headers: SsdpHeaders;
}

/**
 * Reads a datagram (UPnP Device Architecture 1.1, 1.2 and 1.3) as leniently as devices write them:
 * lines that end with LF or CR alone, no reason phrase, blanks round names, names in any case,
 * lines that mean nothing. Takes time in proportion to its size. Undefined for searches, answers
 * other than 200, and everything else.
 */
export function parseSsdpMessage(datagram: Uint8Array): SsdpMessage | undefined {
  const lines = new TextDecoder().decode(datagram).split(/\r\n?|\n/);
  const first = lines.findIndex((line) => line.trim() !== "");
  const words = (lines[first] ?? "")
    .trim()
    .toUpperCase()
    .split(/[ \t]+/, 3);
  if (words[0]?.startsWith("HTTP/")) {
    return words[1] === "200" ? { kind: "answer", headers: readHeaders(lines, first) } : undefined;
  }
  if (words[0] !== "NOTIFY") return undefined;
  const headers = readHeaders(lines, first);
  const nts = headers.get("nts")?.toLowerCase();
  if (nts === "ssdp:alive") return { kind: "alive", headers };
  return nts === "ssdp:byebye" ? { kind: "goodbye", headers } : undefined;
}

function readHeaders(lines: readonly string[], startLine: number): SsdpHeaders {
  const headers = new Map<string, string>();
  for (const line of lines.slice(startLine + 1)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    // The first counts: what follows an empty line, if anything does, is not the device's headers.
    if (name !== "" && !headers.has(name)) headers.set(name, printable(line.slice(colon + 1)));
  }
  return headers;
}

/** Without control bytes, which some devices leave in from a C string. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be taken out.
  return text.replaceAll(/[\u0000-\u001f\u007f]/g, "").trim();
}
