// Loaded with --require: tells what the process has used, as it ends. The same in every process compared.
// It tells a file where one is named, else descriptor 3.
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  require("node:fs").writeFileSync(
    process.env.BENCH_USAGE_FILE ?? 3,
    JSON.stringify({ cpuMs: (user + system) / 1000, rssMiB: maxRSS / 1024 }),
  );
});
