import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Metric, Reply } from "@gitops-actions/core/verify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Background, freePort } from "../../../../test/support/background.ts";
import { LocalPrometheus } from "../../../../test/support/local-prometheus.ts";
import { describeWithRealPart } from "../../../../test/support/real-parts.ts";
import { askPrometheus } from "./prometheus.ts";
import type { MetricSources } from "./source.ts";

const signal = AbortSignal.timeout(60_000);

function sources(url: string, more: Partial<MetricSources> = {}): MetricSources {
  const prometheusUrl = new URL(url);
  return { prometheusUrl, authorization: undefined, tls: {}, allowedHosts: [], ...more };
}

function metricOf(prometheus: NonNullable<Metric["provider"]["prometheus"]>): Metric {
  return { name: "rate", provider: { prometheus } };
}

describeWithRealPart("prometheus", "a real Prometheus with a backfilled history", (program) => {
  /** Every minute of ten, the last one at this time. */
  const end = new Date("2026-11-20T10:00:00Z");
  const folder = mkdtempSync(join(tmpdir(), "real-prometheus-"));
  let server: Background;
  let url: string;

  beforeAll(async () => {
    writeFileSync(join(folder, "history.om"), history(end));
    writeFileSync(join(folder, "prometheus.yml"), "scrape_configs: []\n");
    const promtool = join(dirname(program), "promtool");
    const data = join(folder, "data");
    execFileSync(
      promtool,
      ["tsdb", "create-blocks-from", "openmetrics", join(folder, "history.om"), data],
      { stdio: "ignore" },
    );
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = new Background(program, [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${data}`,
      "--storage.tsdb.retention.time=100y",
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    await server.ready(async () => (await fetch(`${url}/-/ready`)).ok);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const ask = (metric: Metric): Promise<Reply> =>
    askPrometheus(metric, { sources: sources(url), now: end, signal });

  test.each<[string, string, Reply]>([
    ["a vector", "sum(good) / sum(all)", { kind: "vector", values: [0.995] }],
    ["several series", "good", { kind: "vector", values: [995, 0] }],
    ["a scalar", "scalar(sum(good))", { kind: "scalar", value: 995 }],
    [
      "a division by nothing",
      "sum(good) / 0 - sum(good) / 0",
      { kind: "vector", values: [Number.NaN] },
    ],
    ["an infinity", "sum(all) / 0", { kind: "vector", values: [Number.POSITIVE_INFINITY] }],
    ["no series", "nothing_of_that_name", { kind: "vector", values: [] }],
    ["a text", '"ready"', { kind: "string" }],
  ])("%s is read as the controller reads it", async (_, query, reply) => {
    expect(await ask(metricOf({ query }))).toEqual(reply);
  });

  test("a range has every sample of every series", async () => {
    const rangeQuery = { start: 'now() - duration("2m")', end: "now()", step: "1m" };

    const reply = await ask(metricOf({ query: "sum(all)", rangeQuery }));

    expect(reply).toEqual({ kind: "matrix", series: [[1000, 1000, 1000]] });
  });

  test("a query that cannot be read is an error with its position", async () => {
    const reply = await ask(metricOf({ query: "sum(good" }));

    expect(reply).toMatchObject({
      kind: "error",
      message: expect.stringMatching(/^bad_data: .*1:9: parse error: unclosed left parenthesis/),
    });
  });

  test("a query that cannot be carried out is an error in its words", async () => {
    const reply = await ask(metricOf({ query: "good + on() group_left() all{} + on() good" }));

    expect(reply).toMatchObject({ kind: "error", message: expect.stringMatching(/^execution: /) });
  });
});

/** Requests of two pods, of which one has no good ones. */
function history(end: Date): string {
  const minutes = Array.from(
    { length: 11 },
    (_, index) => end.getTime() / 1000 - (10 - index) * 60,
  );
  const series = (name: string, pod: string, value: number) =>
    minutes.map((time) => `${name}{pod="${pod}"} ${value} ${time}\n`).join("");
  return [
    "# TYPE good gauge\n",
    series("good", "a", 995),
    series("good", "b", 0),
    "# TYPE all gauge\n",
    series("all", "a", 995),
    series("all", "b", 5),
    "# EOF\n",
  ].join("");
}

describe("askPrometheus", () => {
  test("50,000 series are read", async () => {
    await using prometheus = await LocalPrometheus.start();
    prometheus.answer("up", { values: Array.from({ length: 50_000 }, (_, index) => index) });

    const reply = await askPrometheus(metricOf({ query: "up" }), {
      sources: sources(prometheus.url),
      now: new Date(),
      signal,
    });

    expect(reply).toMatchObject({ kind: "vector", values: { length: 50_000 } });
  });

  test("a range that is no time is an error of the measurement", async () => {
    await using prometheus = await LocalPrometheus.start();
    const rangeQuery = { start: "yesterday", end: "now()", step: "1m" };

    const reply = await askPrometheus(metricOf({ query: "up", rangeQuery }), {
      sources: sources(prometheus.url),
      now: new Date(),
      signal,
    });

    expect(reply).toMatchObject({
      kind: "error",
      message: expect.stringContaining("rangeQuery.start"),
    });
    expect(prometheus.queries).toEqual([]);
  });
});
