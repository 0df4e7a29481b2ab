/** How long a slice of work may hold the thread, in milliseconds. */
const budget = 8;

/**
 * Works through items without holding the thread for long: gives way to others between slices.
 *
 * @param wanted asked after each pause; false ends the work
 * @returns whether all items were worked through
 */
export async function inSlices<T>(
  items: Iterable<T>,
  work: (item: T) => void,
  wanted: () => boolean = () => true,
): Promise<boolean> {
  let until = performance.now() + budget;
  for (const item of items) {
    work(item);
    if (performance.now() < until) continue;
    await new Promise<void>((resume) => setImmediate(resume));
    if (!wanted()) return false;
    until = performance.now() + budget;
  }
  return true;
}
