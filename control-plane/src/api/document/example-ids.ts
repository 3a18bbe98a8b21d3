/** Names that all examples of the document share, so that one leads to the other. */
export const exampleIds = {
  device: "0197a1f2-6a44-7c19-8e5b-2d9b1c3f4a55",
  asset: "qa-roku-07",
  box: "lab-box-1",
  command: "0197a1f4-0b7d-7f02-a6c8-51e2d4c3b6a7",
  lease: "0197a1f3-9d18-7a6e-b3f0-8c7a5e1d2f94",
  holder: "ci/nightly-4711",
  request: "5f0c1a4e-8d0b-4a55-9d0e-0c3b3a6f1c52",
  position: "9f2c41d07ab3.104233",
} as const;
