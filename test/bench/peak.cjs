// Preloaded (`node --require`): tells at the end of a process how much memory it and all its threads had at the most.
const { isMainThread } = require("node:worker_threads");

if (isMainThread)
  process.on("exit", () => process.stderr.write(`\npeak ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB\n`));
