// Loaded with --require: tells what the process has used, as it ends. The same in every process compared.
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  require("node:fs").writeSync(
    3,
    JSON.stringify({ cpuMs: (user + system) / 1000, rssMiB: maxRSS / 1024 }),
  );
});
