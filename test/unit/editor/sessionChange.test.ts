import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { SessionState } from "../../../src/core/session.ts";
import { InTurns } from "../../../src/editor/lib/inTurns.ts";
import { isReadingAgain, type SessionChange } from "../../../src/editor/sessionChange.ts";
import type { FolderSession } from "../../../src/editor/sessions.ts";
import { assessment } from "./assessments.ts";

describe("What surfaces hear of a folder", () => {
  it("is each assessment, even where the next look has begun before they are called", async () => {
    const api = { state: { phase: "starting" } as SessionState };
    const session = { api } as unknown as FolderSession;
    const event = new InTurns<SessionChange | null>((error) => assert.fail(String(error)));
    const come = (state: SessionState) => {
      api.state = state;
      event.fire({ session, state });
    };
    let drawn = 0;
    event.event((change) => {
      if (!isReadingAgain(change)) drawn++;
    });
    const made = assessment();
    // Reports that go on changing: each look follows the one before at once.
    for (let look = 0; look < 5; look++) {
      come({ phase: "ready", assessment: made });
      come({ phase: "reading", previous: made });
    }
    await event.settled();
    assert.equal(drawn, 5);
  });

  it("is nothing new while reports are read again", () => {
    const session = {} as FolderSession;
    const again = (state: SessionState) => isReadingAgain({ session, state });
    assert.equal(again({ phase: "reading", previous: assessment() }), true);
    assert.equal(again({ phase: "reading", previous: null }), false);
    assert.equal(again({ phase: "failed", message: "no" }), false);
    assert.equal(isReadingAgain(null), false);
  });
});
