import { readFileSync } from "node:fs";

/** What a process has used, as the kernel tells it. */
export interface ProcessUsage {
  /** Memory in RAM, and of it the pages of its program file, which every process of that program shares. */
  readonly residentMb: number;
  readonly ofFilesMb: number;
  /** Processor time since its start, of all its threads. */
  readonly cpuSeconds: number;
}

// USER_HZ is 100 on every Linux that Node runs on.
const ticksPerSecond = 100;

export function readUsage(pid: number): ProcessUsage {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mb = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // proc(5): the name may hold blanks and ends at the last parenthesis; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    residentMb: mb("VmRSS"),
    ofFilesMb: mb("RssFile"),
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
  };
}
