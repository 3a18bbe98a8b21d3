/** How to open a link; `linkId` is its stable name. */
export type LinkSpec =
  | { readonly kind: "serial"; readonly path: string; readonly baudRate: number }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "http"; readonly baseUrl: string };
