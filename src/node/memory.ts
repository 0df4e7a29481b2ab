import { Session } from "node:inspector";

/**
 * Gives back the memory of what is not used any more in this thread. A thread that waits allocates nothing, so that
 * nothing else makes the runtime look for it: columns of reports that were read anew would stay until the next report
 * comes. Takes some ten milliseconds of this thread; where the runtime has no inspector, nothing happens but a log line.
 */
export function collectGarbage(log: (message: string) => void): void {
  try {
    const session = new Session();
    session.connect();
    session.post("HeapProfiler.collectGarbage");
    session.disconnect();
  } catch (error) {
    log(`memory is given back later: ${(error as Error).message}`);
  }
}
