import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { SourceFactsCache } from "../../../../src/core/evidence/sourceFacts.ts";
import type { Files } from "../../../../src/core/ports.ts";

describe("Facts of sources", () => {
  it("that are looked at ahead leave what goes wrong to who asks for the file", async () => {
    const asked: string[] = [];
    const files = {
      stat: async (path: string) => {
        asked.push(path);
        if (path === "b.py") throw new Error("no such luck");
        return { path, size: 6, modified: 1 };
      },
      source: async () => ({ text: "x = 1\n", sha256: "of the text" }),
    } as unknown as Files;
    const facts = new SourceFactsCache(files);
    await facts.ahead(["a.py", "b.py", "c.py"], new AbortController().signal);
    assert.deepEqual(asked, ["a.py", "b.py", "c.py"]);
    await assert.rejects(facts.of("b.py"), /no such luck/);
    assert.equal((await facts.of("c.py"))?.lines.codeLines, 1);
    assert.equal(asked.length, 3);
  });

  it("are not looked at ahead any more when there is better to do", async () => {
    const aborted = AbortSignal.abort();
    await new SourceFactsCache({} as Files).ahead(["a.py"], aborted);
  });

  it("do not say of one that goes while it is looked at that it holds no code", async () => {
    let isThere = true;
    const files = {
      stat: async (path: string) => ({ path, size: 6, modified: 1 }),
      source: async () => (isThere ? { text: "# words\n", sha256: "of the text" } : null),
    } as unknown as Files;
    const facts = new SourceFactsCache(files);
    await facts.of("a.py");
    isThere = false;
    assert.equal(await facts.declaresOnly("a.py"), false);
    isThere = true;
    assert.equal(await facts.declaresOnly("a.py"), true);
  });
});
