import assert from "node:assert/strict";
import { Debounced, DisposableStore, MutableDisposable } from "../../../../src/editor/lib/disposables.ts";

describe("disposables", () => {
  const noting = (log: string[], name: string) => ({ dispose: () => log.push(name) });

  it("ends the last added first, and each once", () => {
    const log: string[] = [];
    const store = new DisposableStore();
    store.add(noting(log, "a"));
    store.add(noting(log, "b"));
    store.dispose();
    store.dispose();
    assert.deepEqual(log, ["b", "a"]);
  });

  it("ends at once what is added too late", () => {
    const log: string[] = [];
    const store = new DisposableStore();
    store.dispose();
    store.add(noting(log, "late"));
    assert.deepEqual(log, ["late"]);
  });

  it("ends the others when one fails, then tells of the failure", () => {
    const log: string[] = [];
    const store = new DisposableStore();
    store.add(noting(log, "a"));
    store.add({
      dispose: () => {
        throw new Error("b");
      },
    });
    assert.throws(() => store.dispose(), /^Error: b$/);
    assert.deepEqual(log, ["a"]);
  });

  it("holds one at a time", () => {
    const log: string[] = [];
    const holder = new MutableDisposable();
    holder.value = noting(log, "a");
    holder.value = noting(log, "b");
    holder.dispose();
    holder.value = noting(log, "c");
    assert.deepEqual(log, ["a", "b", "c"]);
  });

  it("calls once after several asks", async () => {
    let calls = 0;
    const debounced = new Debounced(5, () => calls++);
    for (let at = 0; at < 3; at++) debounced.ask();
    await new Promise((done) => setTimeout(done, 30));
    assert.equal(calls, 1);
    debounced.ask();
    debounced.dispose();
    await new Promise((done) => setTimeout(done, 30));
    assert.equal(calls, 1);
  });
});
