import { STATUS_CODES } from "node:http";

export interface DeviceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Ways in which servers of devices write headers that RFC 9112 does not allow. */
export const headerFaults = ["line-feeds", "blank-in-name", "no-colon", "control-byte"] as const;
export type HeaderFault = (typeof headerFaults)[number];

const badLines: Readonly<Record<HeaderFault, readonly string[]>> = {
  "line-feeds": [],
  "blank-in-name": ["X Device Name : television"],
  "no-colon": ["this line has no colon"],
  "control-byte": ["X-Note: a\u0001b\u007fc"],
};

/** A response as it goes over the wire, after which the connection is closed. */
export function serializeResponse(response: DeviceResponse, fault?: HeaderFault): Buffer {
  const { status, headers, body } = response;
  const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : body;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    ...(fault === undefined ? [] : badLines[fault]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${bytes.length}`,
    "Connection: close",
  ];
  const lineEnd = fault === "line-feeds" ? "\n" : "\r\n";
  const head = lines.map((line) => `${line}${lineEnd}`).join("");
  return Buffer.concat([Buffer.from(`${head}${lineEnd}`, "latin1"), bytes]);
}
