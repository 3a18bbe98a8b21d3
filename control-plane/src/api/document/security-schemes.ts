/** How a client says who it is. */
export const securitySchemes = {
  token: {
    type: "http",
    scheme: "bearer",
    description:
      "an API token. On one machine the administrator's is in `token` of the data folder",
  },
} as const;
