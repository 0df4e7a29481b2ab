// An extension beside ours in the same extension host, from its first moment on: what it has to wait, every other
// extension of the user has to wait, too. It watches the event loop and the memory of the host and of our engine. It
// leaves no garbage behind: the collector would hold the host, and that would be measured.
const { closeSync, openSync, readFileSync, readSync } = require("node:fs");
const { monitorEventLoopDelay } = require("node:perf_hooks");

const loop = monitorEventLoopDelay({ resolution: 1 });
const megabyte = 2 ** 20;
const memoryEveryMs = 50;
let base = { host: 0, all: 0 };
let peak = { host: 0, all: 0 };
/** Milliseconds that this thread ran and that it waited for a processor, at the last turn; the most of one turn. */
let before = null;
let held = 0;
let queued = 0;

/** A file of /proc that is read again and again; null where there is none. */
class ProcFile {
  #buffer = Buffer.alloc(128);
  #file;

  constructor(path) {
    try {
      this.#file = openSync(path, "r");
    } catch {
      this.#file = null;
    }
  }

  /** The numbers in these of its fields; null when it is gone. */
  numbers(...fields) {
    if (this.#file === null) return fields.map(() => null);
    try {
      const length = readSync(this.#file, this.#buffer, 0, this.#buffer.length, 0);
      const all = this.#buffer.latin1Slice(0, length).split(" ", Math.max(...fields) + 1);
      return fields.map((field) => Number(all[field]));
    } catch {
      closeSync(this.#file);
      this.#file = null;
      return fields.map(() => null);
    }
  }
}

/** Nanoseconds that this thread, the process's first, ran and waited (Linux: Documentation/scheduler/sched-stats.rst). */
const schedule = new ProcFile(`/proc/self/task/${process.pid}/schedstat`);
/** Pages in memory (Linux: proc(5), statm). */
const hostMemory = new ProcFile("/proc/self/statm");
let engineMemory = null;

function processorTime() {
  const [ran, waited] = schedule.numbers(0, 1);
  return ran === null || waited === null ? null : { ran: ran / 1e6, waited: waited / 1e6 };
}

/** Finds the engine's process anew. */
function findEngine() {
  engineMemory = null;
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "latin1").split(" ").filter(Boolean);
    const pid = children.find((child) => readFileSync(`/proc/${child}/cmdline`, "latin1").includes("--engine-process"));
    if (pid !== undefined) engineMemory = new ProcFile(`/proc/${pid}/statm`);
  } catch {
    // Told of the host alone.
  }
}

function measured() {
  const [pages] = hostMemory.numbers(1);
  const host = pages === null ? process.memoryUsage.rss() / megabyte : (pages * 4096) / megabyte;
  return { host, all: host + ((engineMemory?.numbers(1)[0] ?? 0) * 4096) / megabyte };
}

/** What ran since the last turn of the event loop was one piece of work, or several. */
function turn() {
  const now = processorTime();
  if (now === null) return;
  if (before !== null) {
    held = Math.max(held, now.ran - before.ran);
    queued = Math.max(queued, now.waited - before.waited);
  }
  before = now;
}

/** Begins to watch anew. */
function reset() {
  findEngine();
  loop.reset();
  before = processorTime();
  held = 0;
  queued = 0;
  base = measured();
  peak = base;
}

exports.activate = () => {
  loop.enable();
  setInterval(turn, 1).unref();
  setInterval(() => {
    const now = measured();
    peak = { host: Math.max(peak.host, now.host), all: Math.max(peak.all, now.all) };
  }, memoryEveryMs).unref();
  reset();
  return {
    reset,
    /**
     * Waits in milliseconds; `held`: what this thread itself worked in one turn, and `queued`: how long it was ready in
     * one and had no processor, for other threads had them; null where unknown. Memory in MiB beyond what there was at
     * the last `reset`, of the host and of host and engine together.
     */
    read: () => {
      const now = measured();
      return {
        p99: loop.percentile(99) / 1e6,
        longest: loop.max / 1e6,
        work: before === null ? null : { held, queued },
        host: { grown: now.host - base.host, atPeak: peak.host - base.host },
        all: { grown: now.all - base.all, atPeak: peak.all - base.all },
      };
    },
  };
};
