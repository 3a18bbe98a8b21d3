import { join } from "node:path";
import { type BacklogFigures, measureBacklog } from "./backlog.ts";
import { profileShares } from "./cpu-profile.ts";
import type { BenchSetting, SectionResult } from "./section.ts";
import { prepareBenchPlace } from "./stores.ts";

const records = 300_000;
const devices = 1_000;
const devicesPerBox = 25;

/** A backlog of small events, the same of larger ones, and where the aggregator's CPU goes. */
export async function backlogSection(setting: BenchSetting): Promise<SectionResult> {
  const { engines, engineProcesses, folder } = setting;
  const measure = async (name: string, paddingBytes: number, profileDir?: string) => {
    const place = { engines, name };
    await prepareBenchPlace(place);
    const fleet = { devices, devicesPerBox, paddingBytes };
    return measureBacklog({
      ...{ place, engineProcesses, folder, fleet, records },
      ...(profileDir === undefined ? {} : { profileDir }),
    });
  };
  const small = await measure("backlog_small", 0);
  const large = await measure("backlog_large", 640);
  const profileDir = join(folder, "profile");
  const profiled = await measure("backlog_profiled", 0, profileDir);
  const profile = profileShares(profileDir);
  return {
    rows: [
      row("small changes", small),
      row("changes with 640 bytes more", large),
      {
        what: "where the aggregator's CPU goes in the backlog of small changes",
        figure: profile
          .filter(({ share }) => share >= 0.01)
          .map(({ part, share }) => `${part} ${Math.round(share * 100)} %`)
          .join(", "),
      },
    ],
    raw: { small, large, profiled, profile },
  };
}

function row(events: string, figures: BacklogFigures) {
  const { recordsPerSecond, cpuSecondsPer100k, residentMb, recordBytes, wrongSessions } = figures;
  const engines = Object.entries(figures.enginesCpuSecondsPer100k)
    .map(([name, cpuSeconds]) => `${name} ${cpuSeconds.toFixed(2)}`)
    .join(", ");
  return {
    what: `backlog of ${records} records of ${devices} devices (${events}, ${recordBytes} bytes) into both stores`,
    figure: `${recordsPerSecond}/s, ${cpuSecondsPer100k.toFixed(2)} CPU s per 100,000 (${engines}), ${Math.round(residentMb)} MB, ${wrongSessions} sessions wrong`,
  };
}
