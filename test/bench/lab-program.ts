import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ChildProgram, spawnProgram } from "@rae/kit";
import type { DeviceReport } from "@rae/simulator";

const script = join(import.meta.dirname, "..", "..", "simulator", "src", "main.ts");
const readyMs = 20_000;

/** A simulated lab in a process of its own, so that its work is not counted as the product's. */
export interface LabProgram {
  /** Folder in which its serial ports lie. */
  readonly serialDir: string;
  devices(): Promise<readonly DeviceReport[]>;
  close(): Promise<void>;
}

export async function openLabProgram(
  folder: string,
  devices: readonly { readonly id: string; readonly family: string }[],
  interfaces: readonly string[],
): Promise<LabProgram> {
  const serialDir = join(folder, "tty");
  const scenario = join(folder, "lab.yaml");
  // JSON is YAML, too.
  writeFileSync(scenario, JSON.stringify({ serialDir, interfaces, devices }));
  const program: ChildProgram = spawnProgram({
    name: "simulator",
    script,
    args: ["--scenario", scenario, "--http-port", "0"],
    environment: { RAE_LOG_LEVEL: "warn" },
  });
  const close = () => program.stop(readyMs);
  try {
    const { http } = await program.ready(readyMs);
    return {
      serialDir,
      close,
      async devices() {
        const answer = await fetch(`${http}/v1/devices`, { signal: AbortSignal.timeout(readyMs) });
        return ((await answer.json()) as { readonly items: readonly DeviceReport[] }).items;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
