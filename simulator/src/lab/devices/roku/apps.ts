/** An app or an input, which ECP treats as an app. */
export interface RokuApp {
  readonly id: string;
  readonly name: string;
  readonly type: "appl" | "tvin";
  readonly version: string;
}

/** The tuner's input, on which a television has a channel. */
export const tunerId = "tvinput.dtv";

/** What comes with a device of this age. */
const apps: readonly RokuApp[] = [
  { id: "12", name: "Netflix", type: "appl", version: "5.2.250114031" },
  { id: "13", name: "Prime Video", type: "appl", version: "15.1.2025011413" },
  { id: "837", name: "YouTube", type: "appl", version: "2.24.110005151" },
  { id: "151908", name: "The Roku Channel", type: "appl", version: "10.4.11" },
];

const inputs: readonly RokuApp[] = [
  { id: "tvinput.hdmi1", name: "HDMI 1", type: "tvin", version: "1.0.0" },
  { id: "tvinput.hdmi2", name: "HDMI 2", type: "tvin", version: "1.0.0" },
  { id: "tvinput.hdmi3", name: "HDMI 3", type: "tvin", version: "1.0.0" },
  { id: "tvinput.hdmi4", name: "HDMI 4", type: "tvin", version: "1.0.0" },
  { id: "tvinput.cvbs", name: "AV", type: "tvin", version: "1.0.0" },
  { id: tunerId, name: "Antenna TV", type: "tvin", version: "1.0.0" },
];

/** What can be put in front: on a television its inputs, too. */
export function installedApps(isTv: boolean): readonly RokuApp[] {
  return isTv ? [...apps, ...inputs] : apps;
}
