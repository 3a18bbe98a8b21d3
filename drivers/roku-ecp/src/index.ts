export { rokuEcp } from "./driver.ts";
