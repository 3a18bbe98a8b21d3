import "./wire-numbers.ts";

export { rae } from "./gen/rae.js";
