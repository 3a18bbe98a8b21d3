export { serialConsole } from "./driver.ts";
