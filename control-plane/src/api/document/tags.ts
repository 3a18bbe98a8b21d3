/** The groups of the document's operations, in the order in which a page shows them. */
export const tags = [
  { name: "devices", description: "Find devices, see what they are and what happened to them." },
  { name: "commands", description: "Have a device do something, and see what came of it." },
  { name: "leases", description: "Have devices for oneself for a time, and see who had them." },
  { name: "boxes", description: "The lab boxes that devices are connected to." },
  { name: "events", description: "Changes as they happen, as server-sent events." },
  { name: "capabilities", description: "What devices can be told to do: the contracts." },
  { name: "access", description: "Who did what, or was refused it." },
  { name: "operation", description: "Health and figures of the process itself." },
];
