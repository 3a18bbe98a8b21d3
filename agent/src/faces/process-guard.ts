import { blameDriver } from "./driver-scope.ts";

/**
 * Keeps the process when a driver throws out of its own timers, event emitters and promises: the driver is told of, and goes down alone.
 * What belongs to no driver is given to `onOther`, which must end the process. The returned function takes the guard away.
 */
export function guardProcess(onOther: (error: unknown) => void): () => void {
  const take = (error: unknown) => {
    if (!blameDriver(error)) onOther(error);
  };
  process.on("uncaughtException", take);
  process.on("unhandledRejection", take);
  return () => {
    process.off("uncaughtException", take);
    process.off("unhandledRejection", take);
  };
}
