/** Host and port of an `http:` address. Throws a TypeError if it is no URL. */
export function httpAddress(baseUrl: string): { readonly host: string; readonly port: number } {
  const url = new URL(baseUrl);
  return { host: url.hostname, port: url.port === "" ? 80 : Number(url.port) };
}
