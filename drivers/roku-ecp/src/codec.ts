import { DriverError } from "@rae/driver";
import { type FlatElement, readFlatXml } from "./flat-xml.ts";

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

/**
 * The fields of /query/device-info, by their names on the wire; empty ones are left out.
 * @throws DriverError `bad-reply`
 */
export function parseDeviceInfo(xml: Uint8Array): ReadonlyMap<string, string> {
  const fields = childrenOf("device-info", xml);
  return new Map(
    fields.map(({ name, text }) => [name, text.trim()] as const).filter(([, text]) => text !== ""),
  );
}

/**
 * The app in front, or null on the home screen. A screen saver above it does not count.
 * @throws DriverError `bad-reply`
 */
export function parseActiveApp(xml: Uint8Array): RokuApp | null {
  const app = childrenOf("active-app", xml).find(({ name }) => name === "app");
  if (app === undefined) throw badReply("active-app", "there is no <app>", xml);
  const parsed = parseApp(app);
  return parsed === undefined || parsed.appId === homeMenuId ? null : parsed;
}

/**
 * The installed apps.
 * @throws DriverError `bad-reply`
 */
export function parseApps(xml: Uint8Array): RokuApp[] {
  return childrenOf("apps", xml)
    .filter(({ name }) => name === "app")
    .map(parseApp)
    .filter((app) => app !== undefined);
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

/** The home screen before Roku OS 14 is an app without an id. */
function parseApp({ attributes, text }: FlatElement): RokuApp | undefined {
  const appId = attributes.get("id");
  const version = attributes.get("version");
  const name = text.trim();
  if (appId === undefined || appId === "") return undefined;
  return {
    appId,
    name: name === "" ? appId : name,
    ...(version === undefined || version === "" ? {} : { version }),
  };
}

/** The children of a query's answer; its root has the query's name. */
function childrenOf(query: string, xml: Uint8Array): readonly FlatElement[] {
  const { root, isWhole, children } = readFlatXml(xml);
  if (root === undefined) throw badReply(query, "it is no XML", xml);
  if (root !== query) throw badReply(query, `it is <${root}>`, xml);
  if (!isWhole) throw badReply(query, "it is cut off", xml);
  return children;
}

function badReply(query: string, why: string, xml: Uint8Array): DriverError {
  return new DriverError("bad-reply", `the answer to /query/${query} cannot be read: ${why}`, {
    details: { query, received: Buffer.from(xml.subarray(0, 200)).toString() },
  });
}
