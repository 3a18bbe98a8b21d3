import type { BoxesConfig } from "../config.ts";

export async function runBoxes(_config: BoxesConfig, _say: (line: string) => void): Promise<void> {
  throw new Error("not yet");
}
