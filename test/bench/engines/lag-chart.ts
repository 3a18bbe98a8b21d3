/** The lag at one moment, in records. */
export interface LagSample {
  readonly atSeconds: number;
  /** On the log and not yet in both stores. */
  readonly notMaterialised: number;
  /** On the log and not yet committed. */
  readonly notCommitted: number;
}

export interface Phase {
  readonly name: string;
  readonly seconds: number;
}

const width = 960;
const height = 400;
const left = 70;
const right = 20;
const top = 40;
const bottom = 50;
const steps = [1, 2, 5];

/** Draws the lag over time as SVG, with the phases of the load behind it. */
export function lagChart(samples: readonly LagSample[], phases: readonly Phase[]): string {
  const totalSeconds = phases.reduce((sum, phase) => sum + phase.seconds, 0);
  const highest = Math.max(10, ...samples.map(({ notCommitted }) => notCommitted));
  const stepY = stepFor(highest / 5);
  const maxY = Math.ceil(highest / stepY) * stepY;
  const x = (seconds: number) => left + (seconds / totalSeconds) * (width - left - right);
  const y = (records: number) => height - bottom - (records / maxY) * (height - top - bottom);
  const stepX = stepFor(totalSeconds / 10);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...bands(phases, x),
    ...ticks(maxY, stepY).flatMap((records) => [
      line(left, y(records), width - right, y(records), "#dddddd"),
      text(left - 8, y(records) + 4, records.toLocaleString("en"), "end"),
    ]),
    ...ticks(totalSeconds, stepX).map((seconds) =>
      text(x(seconds), height - bottom + 18, String(seconds), "middle"),
    ),
    text((left + width - right) / 2, height - 12, "seconds", "middle"),
    text(left, top - 24, "lag, records", "start"),
    curve(samples, ({ atSeconds, notCommitted }) => [x(atSeconds), y(notCommitted)], "#e08a1e"),
    curve(
      samples,
      ({ atSeconds, notMaterialised }) => [x(atSeconds), y(notMaterialised)],
      "#1f5fa8",
    ),
    ...legend(),
    "</svg>",
    "",
  ].join("\n");
}

function bands(phases: readonly Phase[], x: (seconds: number) => number): string[] {
  let from = 0;
  return phases.flatMap(({ name, seconds }, index) => {
    const start = x(from);
    from += seconds;
    const size = `width="${rounded(x(from) - start)}" height="${height - top - bottom}"`;
    const fill = index % 2 === 0 ? "#f7f7f7" : "#eef3f9";
    return [
      `<rect x="${rounded(start)}" y="${top}" ${size} fill="${fill}"/>`,
      text((start + x(from)) / 2, top + 16, name, "middle"),
    ];
  });
}

function legend(): string[] {
  return [
    line(width - 400, 16, width - 376, 16, "#1f5fa8"),
    text(width - 370, 20, "end − materialised", "start"),
    line(width - 210, 16, width - 186, 16, "#e08a1e"),
    text(width - 180, 20, "end − committed", "start"),
  ];
}

function curve(
  samples: readonly LagSample[],
  place: (sample: LagSample) => readonly [number, number],
  colour: string,
): string {
  const points = samples.map((sample) => place(sample).map(rounded).join(",")).join(" ");
  return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map(rounded);
  return `<line x1="${a}" y1="${b}" x2="${c}" y2="${d}" stroke="${colour}"/>`;
}

function text(x: number, y: number, content: string, anchor: "start" | "middle" | "end"): string {
  return `<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}" fill="#333333">${content}</text>`;
}

function ticks(max: number, step: number): number[] {
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, index) => index * step);
}

/** A round step of at least `wanted`. */
function stepFor(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, wanted)));
  return (steps.find((step) => step * power >= wanted) ?? 10) * power;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
