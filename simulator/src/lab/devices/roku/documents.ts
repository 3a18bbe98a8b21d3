import { type Identity, uuidOf } from "../identity.ts";
import type { RokuApp } from "./apps.ts";
import { type TvChannel, tvChannels } from "./channels.ts";
import type { RokuPlayer } from "./player.ts";

/** What does not change while the television runs. */
export interface RokuModel {
  readonly id: string;
  readonly name: string;
  readonly modelName: string;
  readonly modelNumber: string;
  readonly softwareVersion: string;
  readonly softwareBuild: string;
  readonly network: "wifi" | "ethernet";
  /** Whether it has a tuner and inputs. */
  readonly isTv: boolean;
}

const declaration = '<?xml version="1.0" encoding="UTF-8" ?>\n';

export function deviceInfo(
  model: RokuModel,
  identity: Identity,
  player: RokuPlayer,
  limited: boolean,
): string {
  const other = otherMac(identity.mac);
  const fields: Fields = [
    ["udn", uuidOf(model.id)],
    ["serial-number", identity.serial],
    ["device-id", identity.esn],
    ["advertising-id", uuidOf(`${model.id} advertising`)],
    ["vendor-name", "Roku"],
    ["model-name", model.modelName],
    ["model-number", model.modelNumber],
    ["model-region", "US"],
    ["is-tv", String(model.isTv)],
    ["is-stick", "false"],
    ...(model.isTv ? televisionFields : []),
    ["ui-resolution", "1080p"],
    ["supports-ethernet", "true"],
    ["wifi-mac", model.network === "wifi" ? identity.mac : other],
    ["wifi-driver", "realtek"],
    ["ethernet-mac", model.network === "ethernet" ? identity.mac : other],
    ["network-type", model.network],
    ...(model.network === "wifi" ? ([["network-name", "lab"]] as const) : []),
    ["friendly-device-name", model.name],
    ["friendly-model-name", model.modelName],
    ["default-device-name", `${model.modelName} - ${identity.serial}`],
    ["user-device-name", model.name],
    ["user-device-location", "Lab"],
    ["software-version", model.softwareVersion],
    ["software-build", model.softwareBuild],
    ["secure-device", "true"],
    ["language", "en"],
    ["country", "US"],
    ["locale", "en_US"],
    ["time-zone", "UTC"],
    ["time-zone-offset", "0"],
    ["power-mode", player.power],
    ["supports-suspend", "true"],
    ["supports-find-remote", "false"],
    ["supports-audio-guide", "true"],
    ["supports-wake-on-wlan", "true"],
    ["developer-enabled", "false"],
    ["search-enabled", "true"],
    ["voice-search-enabled", "true"],
    ["notifications-enabled", "true"],
    ["supports-private-listening", "true"],
    ["headphones-connected", "false"],
    ["supports-airplay", "true"],
    ["supports-ecs-textedit", "true"],
    ["ecp-setting-mode", limited ? "limited" : "enabled"],
  ];
  const lines = fields.map(([name, value]) => `\t<${name}>${escapeXml(value)}</${name}>`);
  return `${declaration}<device-info>\n${lines.join("\n")}\n</device-info>\n`;
}

export function apps(player: RokuPlayer): string {
  return `${declaration}<apps>\n${player.apps.map((app) => `\t${appElement(app)}`).join("\n")}\n</apps>\n`;
}

/** On the home screen the manual's example has an `app` without an id. */
export function activeApp(player: RokuPlayer): string {
  const app = player.app === undefined ? "<app>Roku</app>" : appElement(player.app);
  return `${declaration}<active-app>\n\t${app}\n</active-app>\n`;
}

export function mediaPlayer(player: RokuPlayer): string {
  if (player.app === undefined || player.playing === "close") {
    return `${declaration}<player error="false" state="close" />\n`;
  }
  const { id, name } = player.app;
  return [
    `${declaration}<player error="false" state="${player.playing}">`,
    `\t<plugin bandwidth="24854281 bps" id="${id}" name="${escapeXml(name)}" />`,
    '\t<format audio="eac3" captions="none" container="mp4" drm="none" video="hevc" video_res="1920x1080" />',
    '\t<buffering current="1000" max="1000" target="0" />',
    "\t<position>12000 ms</position>",
    "\t<duration>3600000 ms</duration>",
    "\t<is_live>false</is_live>",
    "</player>\n",
  ].join("\n");
}

/** What a scan of the tuner has found, hidden channels among it. */
export function tvChannelList(): string {
  const channels = tvChannels.map((channel) => channelElement(channelFields(channel)));
  return `${declaration}<tv-channels>\n${channels.join("\n")}\n</tv-channels>\n`;
}

/** What the tuner shows; empty while something else is in front (?). */
export function tvActiveChannel({ channel }: RokuPlayer): string {
  if (channel === undefined) return `${declaration}<tv-channel />\n`;
  const fields = [
    ...channelFields(channel),
    ["active-input", "true"],
    ["signal-state", "valid"],
    ["signal-mode", "1080i"],
    ["signal-quality", "20"],
    ["signal-strength", "-75"],
    ["program-title", channel.program],
    ["program-description", `${channel.program} on ${channel.name}`],
    ["program-ratings", "TV-G"],
    ["program-analog-audio", "none"],
    ["program-digital-audio", "stereo"],
    ["program-audio-languages", "eng"],
    ["program-audio-formats", "AC3"],
    ["program-audio-language", "eng"],
    ["program-audio-format", "AC3"],
    ["program-has-cc", "true"],
  ] as const;
  return `${declaration}<tv-channel>\n${channelElement(fields)}\n</tv-channel>\n`;
}

/** The device description of UPnP, at `/`. */
export function description(model: RokuModel, identity: Identity): string {
  return [
    `${declaration}<root xmlns="urn:schemas-upnp-org:device-1-0">`,
    "\t<specVersion><major>1</major><minor>0</minor></specVersion>",
    "\t<device>",
    "\t\t<deviceType>urn:roku-com:device:player:1-0</deviceType>",
    `\t\t<friendlyName>${escapeXml(model.name)}</friendlyName>`,
    "\t\t<manufacturer>Roku</manufacturer>",
    "\t\t<manufacturerURL>http://www.roku.com/</manufacturerURL>",
    "\t\t<modelDescription>Roku Streaming Player Network Media</modelDescription>",
    `\t\t<modelName>${escapeXml(model.modelName)}</modelName>`,
    `\t\t<modelNumber>${escapeXml(model.modelNumber)}</modelNumber>`,
    "\t\t<modelURL>http://www.roku.com/</modelURL>",
    `\t\t<serialNumber>${escapeXml(identity.serial)}</serialNumber>`,
    `\t\t<UDN>uuid:${uuidOf(model.id)}</UDN>`,
    "\t\t<serviceList>",
    "\t\t\t<service>",
    "\t\t\t\t<serviceType>urn:roku-com:service:ecp:1</serviceType>",
    "\t\t\t\t<serviceId>urn:roku-com:serviceId:ecp1-0</serviceId>",
    "\t\t\t\t<controlURL/><eventSubURL/><SCPDURL>ecp_SCPD.xml</SCPDURL>",
    "\t\t\t</service>",
    "\t\t</serviceList>",
    "\t</device>",
    "</root>\n",
  ].join("\n");
}

type Fields = readonly (readonly [string, string])[];

const televisionFields: Fields = [
  ["screen-size", "55"],
  ["panel-id", "2"],
  ["tuner-type", "ATSC"],
];

function channelFields({ number, name, isHidden }: TvChannel): Fields {
  return [
    ["number", number],
    ["name", name],
    ["type", "air-digital"],
    ["user-hidden", String(isHidden)],
  ];
}

function channelElement(fields: Fields): string {
  const lines = fields.map(([name, value]) => `\t\t<${name}>${escapeXml(value)}</${name}>`);
  return `\t<channel>\n${lines.join("\n")}\n\t</channel>`;
}

function appElement(app: RokuApp): string {
  return `<app id="${app.id}" type="${app.type}" version="${app.version}">${escapeXml(app.name)}</app>`;
}

/** The other card's address: a television has two, and makers number them in a row. */
function otherMac(mac: string): string {
  const last = Number.parseInt(mac.slice(-2), 16) ^ 1;
  return `${mac.slice(0, -2)}${last.toString(16).padStart(2, "0")}`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
