// An extension beside ours in the same extension host, from its first moment on: what it has to wait, every other
// extension of the user has to wait, too. It watches the event loop and the process's memory.
const { readFileSync } = require("node:fs");
const { monitorEventLoopDelay } = require("node:perf_hooks");

const loop = monitorEventLoopDelay({ resolution: 1 });
const megabytes = () => process.memoryUsage().rss / 2 ** 20;
let base = 0;
let peak = 0;
let worked = 0;
let held = 0;

/**
 * Milliseconds that this thread, the process's first, ran on a processor (Linux: Documentation/scheduler/sched-stats.rst);
 * null elsewhere.
 */
function processorTime() {
  try {
    return Number.parseInt(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "latin1"), 10) / 1e6;
  } catch {
    return null;
  }
}

/** What ran since the last turn of the event loop was one piece of work, or several. */
function turn() {
  const now = processorTime();
  if (now === null) return;
  held = Math.max(held, now - worked);
  worked = now;
}

/** Begins to watch anew. */
function reset() {
  loop.reset();
  worked = processorTime() ?? 0;
  held = 0;
  base = megabytes();
  peak = base;
}

exports.activate = () => {
  loop.enable();
  setInterval(turn, 1).unref();
  setInterval(() => {
    peak = Math.max(peak, megabytes());
  }, 50).unref();
  reset();
  return {
    reset,
    /** Waits in milliseconds, and `held`: what this thread itself worked in one of them, null where unknown; memory in MiB beyond what there was at the last `reset`. */
    read: () => ({
      p99: loop.percentile(99) / 1e6,
      longest: loop.max / 1e6,
      held: worked === 0 ? null : held,
      grown: megabytes() - base,
      grownAtPeak: peak - base,
    }),
  };
};
