export { lgRs232 } from "./driver.ts";
