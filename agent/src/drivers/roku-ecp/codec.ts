import { RaeError } from "@rae/protocol";
import { XMLParser } from "fast-xml-parser";

/*
 * Roku External Control Protocol: XML answers of the queries, paths of the commands.
 *
 *   GET /query/device-info  <device-info> { <name>text</name> } </device-info>
 *   GET /query/active-app   <active-app> <app id= type= version=>name</app> [<screensaver ...>] </active-app>
 *   GET /query/apps         <apps> { <app id= type= version=>name</app> } </apps>
 *   POST /keypress/<key>    key = a name of the table in keys.ts | Lit_<one character, UTF-8, percent-encoded>
 *   POST /launch/<app id>?<name>=<value>&...
 */

/** What a query of a Roku tells of one app. */
export interface RokuApp {
  readonly appId: string;
  readonly name: string;
  readonly version?: string;
}

/** Since Roku OS 14 the home screen is an app of its own, under this id. */
const homeMenuId = "562859";

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  textNodeName: "#text",
  parseTagValue: false,
  parseAttributeValue: false,
  // The parser's name for numeric character references, such as the bullet in the names of sets.
  htmlEntities: true,
  isArray: (name, path) => name === "app" && path === "apps.app",
});

/**
 * The fields of /query/device-info, by their names on the wire; empty ones are left out.
 * @throws RaeError `bad-reply`
 */
export function parseDeviceInfo(xml: string): ReadonlyMap<string, string> {
  const root = parseRoot(xml, "device-info");
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(root)) {
    if (typeof value === "string" && value !== "") fields.set(name, value);
  }
  return fields;
}

/**
 * The app in front, or null on the home screen. A screen saver above it does not count.
 * @throws RaeError `bad-reply`
 */
export function parseActiveApp(xml: string): RokuApp | null {
  const app = parseRoot(xml, "active-app").app;
  if (app === undefined) throw badReply("active-app", "there is no <app>", xml);
  const parsed = parseApp(app);
  return parsed === undefined || parsed.appId === homeMenuId ? null : parsed;
}

/**
 * The installed apps.
 * @throws RaeError `bad-reply`
 */
export function parseApps(xml: string): readonly RokuApp[] {
  const apps = parseRoot(xml, "apps").app;
  if (apps === undefined) return [];
  if (!Array.isArray(apps)) throw badReply("apps", "<app> is not a list", xml);
  return apps.map(parseApp).filter((app) => app !== undefined);
}

/** The paths that type `text`, one for each character (a code point, not a UTF-16 unit). */
export function literalPaths(text: string): readonly string[] {
  return [...text].map((character) => `/keypress/Lit_${encodeURIComponent(character)}`);
}

/** The path that starts an app. */
export function launchPath(appId: string, values: Readonly<Record<string, string>>): string {
  const query = Object.entries(values)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
  return `/launch/${encodeURIComponent(appId)}${query === "" ? "" : `?${query}`}`;
}

/** Rae's word for a `power-mode`; a mode that no document names is `unknown`. */
export function powerState(powerMode: string): "on" | "standby" | "off" | "unknown" {
  if (powerMode === "PowerOn") return "on";
  if (powerMode === "PowerOff") return "off";
  // DisplayOff: the panel is dark and the system runs; Ready: fast start; Headless: it sees no display.
  return ["DisplayOff", "Ready", "Headless", "Suspend"].includes(powerMode) ? "standby" : "unknown";
}

function parseApp(node: unknown): RokuApp | undefined {
  // Without attributes the parser gives the text alone: `<app>Roku</app>`, the home screen before Roku OS 14.
  if (node === null || typeof node !== "object") return undefined;
  const fields = new Map(Object.entries(node));
  const appId: unknown = fields.get("@id");
  const name: unknown = fields.get("#text");
  const version: unknown = fields.get("@version");
  if (typeof appId !== "string" || appId === "") return undefined;
  return {
    appId,
    name: typeof name === "string" ? name : appId,
    ...(typeof version === "string" && version !== "" ? { version } : {}),
  };
}

function parseRoot(xml: string, name: string): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    // The closing tag is asked for because the parser accepts an answer that was cut off.
    document = xml.trimEnd().endsWith(">") ? parser.parse(xml) : undefined;
  } catch (error) {
    throw badReply(name, "it is not XML", xml, error);
  }
  const root: unknown =
    document === null || typeof document !== "object"
      ? undefined
      : new Map<string, unknown>(Object.entries(document)).get(name);
  if (root === "" && xml.includes(`<${name}`)) return {};
  if (root === null || typeof root !== "object" || !closes(xml, name)) {
    throw badReply(name, `there is no whole <${name}>`, xml);
  }
  return Object.fromEntries(Object.entries(root));
}

function closes(xml: string, name: string): boolean {
  return xml.trimEnd().endsWith(`</${name}>`);
}

function badReply(query: string, why: string, xml: string, cause?: unknown): RaeError {
  return new RaeError("bad-reply", `the answer to /query/${query} cannot be read: ${why}`, {
    cause,
    details: { query, received: xml.slice(0, 200) },
  });
}
