import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

// `<host>|<pid namespace>|<pid>|<start time>|<uuid>`: the start time tells a process from a later one with its number.
const separator = "|";

/** A name for an owner of rows in a shared file, unique, from which its process can be found on this machine. */
export function newOwner(): string {
  return [...processMarks(process.pid), randomUUID()].join(separator);
}

/**
 * True if the owner's process certainly does not run any more: it was on this machine, in the same process
 * namespace, and its number is free or another's. False whenever that cannot be known.
 */
export function isOwnerDead(owner: string): boolean {
  const [host, namespace, pid, startTime] = owner.split(separator);
  const [ourHost, ourNamespace] = processMarks(process.pid);
  const isComparable = namespace !== "" && host === ourHost && namespace === ourNamespace;
  return isComparable && startTimeOf(Number(pid)) !== startTime;
}

function processMarks(pid: number): readonly string[] {
  return [hostname(), processNamespace(), String(pid), startTimeOf(pid) ?? ""];
}

function processNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** Field 22 of proc_pid_stat(5), in clock ticks since boot; the command in field 2 may hold spaces and brackets. */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie holds its number but has no files open.
    return state === "Z" ? undefined : rest[18];
  } catch {
    return undefined;
  }
}
