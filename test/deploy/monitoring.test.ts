import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnProgram } from "@rae/kit";
import { beforeAll, describe, expect, it } from "vitest";
import { listFiles } from "../structure/source-tree.ts";
import { compose, read, readYaml, root } from "./deployed-files.ts";

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string }[];
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly remedy: string };
}

const dashboard: { readonly panels: readonly Panel[] } = JSON.parse(
  read("deploy/grafana/dashboards/rae.json"),
);
const rules = readYaml<{ groups: readonly { rules: readonly Rule[] }[] }>(
  "deploy/prometheus/rae.rules.yml",
).groups.flatMap((group) => group.rules);
const expressionsOfPanels = dashboard.panels.flatMap(({ targets = [] }) =>
  targets.map(({ expr }) => expr),
);

const adapters = listFiles(root).filter((path) =>
  /^(control-plane\/src\/adapters|stream-kafka\/src)\/.*-metrics\.ts$/.test(path),
);

const histogramParts = ["bucket", "sum", "count"] as const;

/** Names of metrics that a source makes: whole ones, and those of its functions that put a prefix before a name. */
function metricsOfSource(text: string): readonly string[] {
  const histograms = text.matchAll(/new Histogram\(\{\s*name: "(rae_[a-z_]+)"/g);
  const whole = [
    ...[...text.matchAll(/"(rae_[a-z_]+)"/g)].map(([, name = ""]) => name),
    ...[...histograms].flatMap(([, name]) => histogramParts.map((part) => `${name}_${part}`)),
  ];
  const prefix = /`(rae_[a-z]+_)\$\{name\}`/.exec(text)?.[1];
  if (prefix === undefined) return whole;
  const made = text.matchAll(/\b(?:gauge|counter|histogram)\(\s*"([a-z_]+)"/g);
  return [...whole, ...[...made].map(([, name]) => `${prefix}${name}`)];
}

/** What a control plane tells at /metrics, by name; and those that adapters of engines alone have, by their source. */
const metrics = new Set<string>();

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "rae-metrics-"));
  const program = spawnProgram({
    name: "control plane",
    script: join(root, "control-plane/src/main.ts"),
    args: [],
    environment: { RAE_DATA_DIR: dataDir, RAE_HTTP_PORT: "0", RAE_MQTT_PORT: "0" },
  });
  try {
    const { http } = await program.ready(60_000);
    const token = readFileSync(join(dataDir, "token"), "utf8").trim();
    const headers = { authorization: `Bearer ${token}` };
    const told = await (await fetch(`${http}/metrics`, { headers })).text();
    for (const [, name = "", kind] of told.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
      metrics.add(name);
      if (kind === "histogram" || kind === "summary")
        for (const part of histogramParts) metrics.add(`${name}_${part}`);
    }
  } finally {
    await program.stop(10_000);
    rmSync(dataDir, { recursive: true });
  }
  for (const path of adapters) for (const name of metricsOfSource(read(path))) metrics.add(name);
}, 120_000);

function metricsIn(expressions: readonly string[]): readonly string[] {
  return expressions.flatMap(
    (expression) => expression.match(/\b(?:rae|process|nodejs)_[a-z0-9_]+/g) ?? [],
  );
}

describe("the dashboard", () => {
  it("asks only for metrics that there are", () => {
    const asked = metricsIn(expressionsOfPanels);
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((name) => !metrics.has(name))).toEqual([]);
  });

  it("shows every figure of ours", () => {
    const shown = new Set(
      metricsIn(expressionsOfPanels).map((name) => name.replace(/_(bucket|sum|count)$/, "")),
    );
    const ours = [...metrics].filter(
      (name) => /^rae_/.test(name) && !/_(bucket|sum|count)$/.test(name),
    );
    expect(ours.length).toBeGreaterThan(25);
    expect(ours.filter((name) => !shown.has(name))).toEqual([]);
  });

  it("has panels that neither share an id nor lie upon each other", () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const overlaps = panels.flatMap((one, index) =>
      panels
        .slice(index + 1)
        .filter(({ gridPos: b }) => {
          const a = one.gridPos;
          return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
        })
        .map((other) => `${one.title} and ${other.title}`),
    );
    expect(overlaps).toEqual([]);
  });

  it("asks the source that is provisioned, from the folder that is mounted", () => {
    const { datasources } = readYaml<{ datasources: readonly { uid: string; url: string }[] }>(
      "deploy/grafana/provisioning/datasources/prometheus.yaml",
    );
    const [source] = datasources;
    const charts = dashboard.panels.filter(({ type }) => type !== "row");
    expect(charts.filter(({ datasource }) => datasource?.uid !== source?.uid)).toEqual([]);
    expect(compose.services).toHaveProperty(new URL(source?.url ?? "").hostname);
    const { providers } = readYaml<{ providers: readonly { options: { path: string } }[] }>(
      "deploy/grafana/provisioning/dashboards/rae.yaml",
    );
    expect(compose.services.grafana?.volumes).toContain(
      `./grafana/dashboards:${providers[0]?.options.path}:ro`,
    );
  });
});

describe("the alerts", () => {
  it("ask only for metrics that there are", () => {
    const asked = metricsIn(rules.map(({ expr }) => expr));
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter((name) => !metrics.has(name))).toEqual([]);
  });

  it.each(rules)("$alert says how urgent it is, what it means and what to do", (rule) => {
    expect(rule.labels.severity).toMatch(/^(page|ticket)$/);
    expect(rule.annotations.summary).toMatch(/^[a-z{]/);
    expect(rule.annotations.remedy).toMatch(/\.$/);
  });

  it("are explained to those who run it", () => {
    const operations = read("docs/operations.md");
    const names = rules.map(({ alert }) => alert);
    expect(names.filter((name) => !operations.includes(`\`${name}\``))).toEqual([]);
  });

  it("are tried by a file that names alerts that there are", () => {
    const names = read("deploy/prometheus/rae.rules.test.yml").match(/(?<=alertname: )\w+/g) ?? [];
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !rules.some(({ alert }) => alert === name))).toEqual([]);
  });
});

describe("what Prometheus asks", () => {
  const config = readYaml<{
    rule_files: readonly string[];
    scrape_configs: readonly {
      job_name: string;
      authorization?: { credentials_file: string };
      dns_sd_configs: readonly { names: readonly string[]; port: number }[];
    }[];
  }>("deploy/prometheus/prometheus.yml");

  it("is each process, where its health is asked for, too", () => {
    const asked = config.scrape_configs.map(({ job_name, dns_sd_configs: [target] }) => {
      const [, , probed = ""] = compose.services[job_name]?.healthcheck?.test ?? [];
      expect(target).toMatchObject({ names: [job_name], port: Number(new URL(probed).port) });
      return job_name;
    });
    expect(asked).toEqual(["gateway", "aggregator", "api"]);
  });

  it("comes with the token that is put there for it, and with the rules", () => {
    const { volumes } = compose.services.prometheus ?? {};
    const api = config.scrape_configs.find(({ job_name }) => job_name === "api");
    expect(api?.authorization?.credentials_file).toBe("/run/rae/token");
    expect(volumes).toEqual(
      expect.arrayContaining(["metrics-token:/run/rae:ro", "./prometheus:/etc/prometheus:ro"]),
    );
    expect(compose.services["metrics-token"]?.volumes).toContain(
      "metrics-token:/var/lib/rae-export",
    );
    expect(config.rule_files).toEqual(["/etc/prometheus/rae.rules.yml"]);
  });
});
