/** What the load commands take on the command line. */
export const gatewayPattern = "^mqtts://[^/]+$";
export const boxPrefixPattern = "^[a-z0-9-]{1,48}$";
