/**
 * Gives back the memory of what is not used any more. A process that waits allocates nothing, so that nothing else makes
 * the runtime look for it: columns of reports that were read anew would stay until the next report comes. Takes some tens
 * of milliseconds; where the runtime was not started with `--expose-gc`, nothing happens.
 */
export function collectGarbage(): void {
  // What the first round finds is freed beside it: the second one waits for that, and takes the rest.
  globalThis.gc?.();
  globalThis.gc?.();
}
