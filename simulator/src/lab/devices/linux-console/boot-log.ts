import type { Identity } from "../identity.ts";

/** What a box is, besides its identity. */
export interface ConsoleModel {
  readonly hostname: string;
  readonly model: string;
  readonly kernel: string;
  readonly firmware: string;
}

/** What is said on the console from power-on to the login prompt, line by line. */
export function bootLog(model: ConsoleModel, { mac, esn, serial }: Identity): readonly string[] {
  return [
    "",
    "U-Boot 2023.04 (Mar 14 2024 - 09:12:33 +0000)",
    "",
    `Model: ${model.model}`,
    "DRAM:  2 GiB",
    "MMC:   mmc@fe320000: 1",
    "In:    serial@fe660000",
    "Out:   serial@fe660000",
    "Net:   eth0: ethernet@fe010000",
    "Hit any key to stop autoboot:  0",
    "## Booting kernel from FIT Image at 04000000 ...",
    "   Verifying Hash Integrity ... sha256+ OK",
    "",
    "Starting kernel ...",
    "",
    ...kernelLog(model, mac),
    `Starting ${model.model} ${model.firmware}`,
    `Serial: ${serial}`,
    `ESN: ${esn}`,
    `MAC: ${mac}`,
    "Starting network: OK",
    "Starting player: OK",
    "",
  ];
}

/** The kernel's part, which `dmesg` shows again. */
export function kernelLog(model: ConsoleModel, mac: string): readonly string[] {
  const messages: readonly (readonly [number, string])[] = [
    [0, "Booting Linux on physical CPU 0x0000000000 [0x412fd050]"],
    [0, versionLine(model)],
    [0, `Machine model: ${model.model}`],
    [0, "Memory: 1985112K/2097152K available"],
    [0.012, "console [ttyS2] enabled"],
    [0.341, "smp: Brought up 1 node, 4 CPUs"],
    [0.872, "mmc0: new HS200 MMC card at address 0001"],
    [1.104, `rk_gmac-dwmac fe010000.ethernet eth0: registered, MAC ${mac}`],
    [1.577, "EXT4-fs (mmcblk0p7): mounted filesystem with ordered data mode"],
    [1.702, "Run /sbin/init as init process"],
    [2.418, "rk_gmac-dwmac fe010000.ethernet eth0: Link is Up - 1Gbps/Full - flow control rx/tx"],
  ];
  return messages.map(([atS, text]) => `[${atS.toFixed(6).padStart(12)}] ${text}`);
}

export function versionLine(model: ConsoleModel): string {
  return `Linux version ${model.kernel} (build@lab) (aarch64-linux-gnu-gcc 12.2.0) #1 SMP PREEMPT Thu Mar 14 09:20:11 UTC 2024`;
}
