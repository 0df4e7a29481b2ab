// An extension beside ours in the same extension host, from its first moment on: what it has to wait, every other
// extension of the user has to wait, too. It watches the event loop and the process's memory.
const { monitorEventLoopDelay } = require("node:perf_hooks");

const loop = monitorEventLoopDelay({ resolution: 1 });
const megabytes = () => process.memoryUsage().rss / 2 ** 20;
let base = 0;
let peak = 0;

/** Begins to watch anew. */
function reset() {
  loop.reset();
  base = megabytes();
  peak = base;
}

exports.activate = () => {
  loop.enable();
  setInterval(() => {
    peak = Math.max(peak, megabytes());
  }, 50).unref();
  reset();
  return {
    reset,
    /** Waits in milliseconds; memory in MiB beyond what there was at the last `reset`. */
    read: () => ({
      p99: loop.percentile(99) / 1e6,
      longest: loop.max / 1e6,
      grown: megabytes() - base,
      grownAtPeak: peak - base,
    }),
  };
};
