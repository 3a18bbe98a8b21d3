export { NodeHttpLink } from "./node-http-link.ts";
