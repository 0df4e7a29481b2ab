// Named steps of a test script, and their counts.
import { writeFileSync } from "node:fs";
import process from "node:process";

const total = { passed: 0, failed: 0 };

/** Runs one step and says how it ended: true when it passed. `onFailure` may add a picture. */
export async function step(title, body, onFailure) {
  try {
    await body();
    total.passed++;
    console.log(`  ✔ ${title}`);
    return true;
  } catch (error) {
    total.failed++;
    console.log(`  ✘ ${title}\n    ${error instanceof Error ? error.message : error}`);
    await onFailure?.();
    return false;
  }
}

/** Prints the counts, hands them to the runner through the file READINESS_RESULT names, and ends the process. */
export function finish() {
  if (process.env.READINESS_RESULT) writeFileSync(process.env.READINESS_RESULT, JSON.stringify(total));
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed === 0 ? 0 : 1);
}
