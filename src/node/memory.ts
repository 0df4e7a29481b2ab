/**
 * Gives back the memory of what is not used any more in this thread. A thread that waits allocates nothing, so that
 * nothing else makes the runtime look for it: columns of reports that were read anew would stay until the next report
 * comes. Takes some tens of milliseconds; where the runtime has no inspector, nothing happens.
 */
export async function collectGarbage(): Promise<void> {
  try {
    // Asked for here: where there is none, asking fails.
    const { Session } = await import("node:inspector/promises");
    const session = new Session();
    session.connect();
    try {
      // What the first round finds is freed beside it: the second one waits for that, and takes the rest.
      await session.post("HeapProfiler.collectGarbage");
      await session.post("HeapProfiler.collectGarbage");
    } finally {
      session.disconnect();
    }
  } catch {
    // It is given back later.
  }
}
