import type { ProgramPackage } from "@rae/deploy/engines";

/** The MQTT clients that nobody here wrote; the tests play a foreign lab box with them. */
export const mosquittoClients: ProgramPackage = {
  programs: ["mosquitto_pub", "mosquitto_sub"],
  debianPackage: "mosquitto-clients",
};
