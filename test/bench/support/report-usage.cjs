// Loaded with --require: tells what the process has used, as it ends, to file descriptor 3 or the file that
// USAGE_FILE names. The same in every process compared.
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  require("node:fs").writeFileSync(
    process.env.USAGE_FILE ?? 3,
    JSON.stringify({ cpuMs: (user + system) / 1000, rssMiB: maxRSS / 1024 }),
  );
});
