import type { DeviceRequest } from "../../endpoints/http.ts";
import type { DeviceResponse } from "../../endpoints/http-response.ts";
import type { FaultOf } from "../../faults/fault-table.ts";
import type { Identity } from "../identity.ts";
import {
  activeApp,
  apps,
  description,
  deviceInfo,
  mediaPlayer,
  type RokuModel,
  tvActiveChannel,
  tvChannelList,
} from "./documents.ts";
import { parseKey } from "./keys.ts";
import type { RokuPlayer } from "./player.ts";

/** What the television is at the moment of a request. */
export interface EcpState {
  readonly model: RokuModel;
  readonly identity: Identity;
  readonly player: RokuPlayer;
  readonly limited: FaultOf<"limited-mode"> | undefined;
  /** Told of each key that has been pressed: a name, or `Lit_` and the character. */
  readonly onKey: (key: string) => void;
}

/** A PNG of one transparent pixel. */
const icon = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** Answers one request of the External Control Protocol, and does what it says. */
export function answerEcp(state: EcpState, { method, target }: DeviceRequest): DeviceResponse {
  const [path = "/", query = ""] = splitOnce(target, "?");
  const [, verb = "", ...rest] = path.split("/");
  const argument = rest.join("/");
  const { model, identity, player, limited } = state;
  if (method === "GET" && path === "/") return xml(model, description(model, identity));
  if (method === "GET" && verb === "query") {
    switch (rest[0]) {
      case "device-info":
        return xml(model, deviceInfo(model, identity, player, limited !== undefined));
      case "apps":
        return xml(model, apps(player));
      case "active-app":
        return xml(model, activeApp(player));
      case "media-player":
        return xml(model, mediaPlayer(player));
      case "tv-channels":
        return model.isTv ? xml(model, tvChannelList()) : plain(model, 404, "");
      case "tv-active-channel":
        return model.isTv ? xml(model, tvActiveChannel(player)) : plain(model, 404, "");
      case "icon":
        return limited === undefined ? answerIcon(state, rest[1]) : limitedMode(model);
      default:
        return plain(model, 404, "");
    }
  }
  if (method !== "POST") return plain(model, 404, "");
  switch (verb) {
    case "keypress":
    case "keydown":
    case "keyup":
      return limited === undefined ? pressKey(state, verb, argument) : limitedMode(model);
    case "launch":
      if (limited !== undefined && limited.launch !== true) return limitedMode(model);
      return plain(model, player.launch(argument, parametersOf(query)) ? 200 : 404, "");
    case "search":
      if (limited !== undefined) return limitedMode(model);
      if (argument !== "browse") return plain(model, 404, "");
      player.searched = parametersOf(query).keyword ?? "";
      return plain(model, 200, "");
    case "input":
      return limited === undefined ? plain(model, 200, "") : limitedMode(model);
    default:
      return plain(model, 404, "");
  }
}

/** A refusal in HTTP's own way. */
export function refusal(model: RokuModel, status: number): DeviceResponse {
  return plain(model, status, "");
}

function pressKey(state: EcpState, verb: string, segment: string): DeviceResponse {
  const key = parseKey(segment);
  if (key === undefined) return plain(state.model, 404, "");
  // A key acts when it goes down; its release is heard, and does nothing more.
  if (verb !== "keyup") {
    state.player.press(key);
    state.onKey(typeof key === "object" ? `Lit_${key.literal}` : key);
  }
  return plain(state.model, 200, "");
}

/** Words as devices with Roku OS 14.1 and later say them when "Control by mobile apps" is "Limited". */
function limitedMode(model: RokuModel): DeviceResponse {
  return plain(model, 403, "ECP command not allowed in Limited mode.");
}

function answerIcon({ model, player }: EcpState, id: string | undefined): DeviceResponse {
  if (!player.apps.some((app) => app.id === id)) return plain(model, 404, "");
  return respond(model, 200, "image/png", icon);
}

function xml(model: RokuModel, body: string): DeviceResponse {
  return respond(model, 200, 'text/xml; charset="utf-8"', body);
}

function plain(model: RokuModel, status: number, body: string): DeviceResponse {
  return respond(model, status, 'text/plain; charset="utf-8"', body);
}

function respond(
  model: RokuModel,
  status: number,
  type: string,
  body: string | Buffer,
): DeviceResponse {
  return {
    status,
    headers: {
      Server: serverHeader(model),
      "Content-Type": type,
      "Cache-Control": "no-cache",
    },
    body,
  };
}

/** The `SERVER` header of HTTP and SSDP. */
export function serverHeader(model: RokuModel): string {
  return `Roku/${model.softwareVersion} UPnP/1.0 Roku/${model.softwareVersion}`;
}

function parametersOf(query: string): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(query));
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
