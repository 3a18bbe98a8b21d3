import type { BenchSetting, SectionResult } from "./section.ts";
import { measureSteady } from "./steady.ts";
import { prepareBenchPlace } from "./stores.ts";

const devicesPerBox = 25;
const perSecond = 3_000;
const seconds = 20;

/** What one event costs at one rate with ever more devices. */
export async function costSection(setting: BenchSetting): Promise<SectionResult> {
  const { engines, folder } = setting;
  const raw: unknown[] = [];
  const rows: { readonly what: string; readonly figure: string }[] = [];
  for (const devices of [1_000, 10_000, 50_000]) {
    const place = { engines, name: `cost_${devices}` };
    await prepareBenchPlace(place);
    const { phases, residentMb, wrongSessions } = await measureSteady({
      ...{ place, folder },
      fleet: { devices, devicesPerBox, paddingBytes: 0 },
      // Every device attaches before what is counted.
      phases: [
        { name: "attaching", perSecond: 5_000, seconds: devices / 5_000 + 6 },
        { name: "changes", perSecond, seconds },
      ],
    });
    const changes = phases.at(-1);
    raw.push({ devices, changes, residentMb, wrongSessions });
    rows.push({
      what: `cost of an event at ${perSecond}/s with ${devices} devices`,
      figure: `${changes?.cpuSecondsPer100k.toFixed(2)} CPU s per 100,000, ${Math.round(residentMb)} MB, ${wrongSessions} sessions wrong`,
    });
  }
  return { rows, raw };
}
