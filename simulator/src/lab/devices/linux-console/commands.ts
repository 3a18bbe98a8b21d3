import type { Identity } from "../identity.ts";
import { type ConsoleModel, kernelLog, versionLine } from "./boot-log.ts";
import { type CommandResult, failed, textCommands } from "./text-commands.ts";

export type { CommandResult };

/** What the shell's commands can see. */
export interface ShellContext {
  readonly model: ConsoleModel;
  readonly identity: Identity;
  /** Seconds since boot. */
  readonly uptimeS: number;
}

type Command = (
  context: ShellContext,
  args: readonly string[],
  input: string,
) => CommandResult | string;

/** Commands that tell of the device. */
const deviceCommands: Readonly<Record<string, Command>> = {
  cat: (context, paths, input) => {
    if (paths.length === 0) return input;
    const found = paths.map((path) => [path, fileOf(context, path)] as const);
    const missing = found.find(([, text]) => text === undefined);
    if (missing !== undefined) {
      return failed(`cat: can't open '${missing[0]}': No such file or directory`);
    }
    return found.map(([, text]) => text).join("");
  },
  dmesg: ({ model, identity }) => `${kernelLog(model, identity.mac).join("\n")}\n`,
  esn: ({ identity }) => `${identity.esn}\n`,
  exit: () => ({ output: "", status: 0, action: "logout" }),
  getprop: (context, [name]) => {
    const properties = propertiesOf(context);
    if (name !== undefined) return `${properties.find(([key]) => key === name)?.[1] ?? ""}\n`;
    return properties.map(([key, value]) => `[${key}]: [${value}]\n`).join("");
  },
  help: () => `Built-in commands:\n  ${commandNames().join(" ")}\n`,
  hostname: ({ model }) => `${model.hostname}\n`,
  id: () => "uid=0(root) gid=0(root)\n",
  ifconfig: ({ identity }) =>
    `eth0      Link encap:Ethernet  HWaddr ${identity.mac.toUpperCase()}\n          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n`,
  ip: ({ identity }) =>
    [
      "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN",
      "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00",
      "2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP qlen 1000",
      `    link/ether ${identity.mac} brd ff:ff:ff:ff:ff:ff`,
      "",
    ].join("\n"),
  logout: () => ({ output: "", status: 0, action: "logout" }),
  ls: () => "bin  data  dev  etc  proc  sys  usr\n",
  pwd: () => "/root\n",
  reboot: () => ({
    output: "The system is going down NOW!\nreboot: Restarting system\n",
    status: 0,
    action: "reboot",
  }),
  uname: ({ model }, args) => {
    const flag = args[0] ?? "-s";
    if (flag === "-a") {
      return `Linux ${model.hostname} ${model.kernel} #1 SMP PREEMPT Thu Mar 14 09:20:11 UTC 2024 aarch64 GNU/Linux\n`;
    }
    const parts: Readonly<Record<string, string>> = {
      "-s": "Linux",
      "-n": model.hostname,
      "-r": model.kernel,
      "-m": "aarch64",
    };
    const part = parts[flag];
    return part === undefined ? failed(`uname: invalid option -- '${flag}'`) : `${part}\n`;
  },
  uptime: ({ uptimeS }) => ` up ${Math.floor(uptimeS / 60)} min,  load average: 0.08, 0.03, 0.01\n`,
  whoami: () => "root\n",
};

function commandNames(): readonly string[] {
  return [...Object.keys(deviceCommands), ...Object.keys(textCommands)].sort();
}

/** Runs a command with what is piped into it; undefined if there is none of that name. */
export function runCommand(
  context: ShellContext,
  name: string,
  args: readonly string[],
  input: string,
): CommandResult | undefined {
  const result = Object.hasOwn(deviceCommands, name)
    ? deviceCommands[name]?.(context, args, input)
    : Object.hasOwn(textCommands, name)
      ? textCommands[name]?.(args, input)
      : undefined;
  return typeof result === "string" ? { output: result, status: 0 } : result;
}

function fileOf(context: ShellContext, path: string): string | undefined {
  const { model, identity, uptimeS } = context;
  switch (path) {
    case "/proc/version":
      return `${versionLine(model)}\n`;
    case "/proc/uptime":
      return `${uptimeS.toFixed(2)} ${uptimeS.toFixed(2)}\n`;
    case "/proc/cpuinfo":
      return `processor\t: 0\nBogoMIPS\t: 48.00\nCPU implementer\t: 0x41\n\nHardware\t: ${model.model}\nSerial\t\t: ${identity.serial}\n`;
    case "/etc/hostname":
      return `${model.hostname}\n`;
    case "/etc/os-release":
      return `NAME="${model.model}"\nVERSION="${model.firmware}"\n`;
    case "/sys/class/net/eth0/address":
      return `${identity.mac}\n`;
    default:
      return undefined;
  }
}

function propertiesOf({ model, identity }: ShellContext): readonly (readonly [string, string])[] {
  return [
    ["ro.product.model", model.model],
    ["ro.build.version.incremental", model.firmware],
    ["ro.serialno", identity.serial],
    ["ro.boot.mac", identity.mac],
    ["ro.nrdp.esn", identity.esn],
  ];
}
