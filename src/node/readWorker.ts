import type { MessagePort } from "node:worker_threads";
import { releaseSpareBlocks } from "../core/formats/blockLists.ts";
import { formats } from "../core/formats/index.ts";
import { packedBuffers, packResults } from "./packedResults.ts";
import type { ReadReply, ReadRequest } from "./readPool.ts";
import { readReportFile } from "./readReport.ts";

/** A thread without the next report to read for this long keeps no memory for it, in milliseconds. */
const restMilliseconds = 100;

/** A reading thread: reads one report after the other and hands the columns over without a copy. */
export function serveReading(port: MessagePort): void {
  let resting: ReturnType<typeof setTimeout> | undefined;
  port.on("message", async ({ id, path, shown }: ReadRequest) => {
    clearTimeout(resting);
    const results = packResults(await readReportFile(path, shown, formats));
    port.postMessage({ id, results } satisfies ReadReply, packedBuffers(results));
    clearTimeout(resting);
    resting = setTimeout(releaseSpareBlocks, restMilliseconds).unref();
  });
}
