import type { Assessment } from "../core/model/assessment.ts";
import type { SessionApi, SessionState } from "../core/session.ts";

/** First argument of the built file when it is started as the engine's process. */
export const engineArgument = "--engine-process";

/** Why a call on a folder's session is not answered any more. */
export const folderClosed = "the folder is closed";

/** Calls that go to the engine: the session's methods that give promises. */
export type EngineMethod = "refresh" | "fileView" | "coveredFiles" | "setRunOutcome" | "acceptRun" | "dispose";

/** What goes to the engine. Sessions are numbered by who opens them; calls, by who waits for them. */
export type EngineRequest =
  | {
      readonly kind: "open";
      readonly session: number;
      readonly folder: string;
      readonly trusted: boolean;
      readonly cacheDirectory: string | null;
    }
  | {
      readonly kind: "call";
      readonly session: number;
      readonly id: number;
      readonly method: EngineMethod;
      readonly args: readonly unknown[];
    };

/** A state as it is sent: what was sent before is not sent again. */
type SentState = Exclude<SessionState, { readonly phase: "reading" }> | { readonly phase: "reading" };

/** What comes from the engine. Plain data only. */
export type EngineMessage =
  | { readonly kind: "state"; readonly session: number; readonly state: SentState }
  | { readonly kind: "reply"; readonly session: number; readonly id: number; readonly value: unknown }
  | { readonly kind: "failure"; readonly session: number; readonly id: number; readonly message: string }
  | {
      readonly kind: "log";
      readonly session: number;
      readonly level: "debug" | "info" | "warn" | "error";
      readonly message: string;
    };

/** Without the assessment that went out with an earlier state. */
export function sentState(state: SessionState): SentState {
  return state.phase === "reading" ? { phase: "reading" } : state;
}

/** The state that was sent, with the assessment that was known before it. */
export function receivedState(state: SentState, previous: Assessment | null): SessionState {
  return state.phase === "reading" ? { phase: "reading", previous } : state;
}

/** Calls whose answer is the assessment that the state "ready" brought before it. */
const answeredByState: ReadonlySet<EngineMethod> = new Set(["refresh", "setRunOutcome", "acceptRun"]);

/** Runs one call on a session; gives what its answer holds that is not sent anyway. */
export async function callSession(
  session: SessionApi,
  method: EngineMethod,
  args: readonly unknown[],
): Promise<unknown> {
  const target = session[method] as (...args: readonly unknown[]) => Promise<unknown>;
  const value = await target.apply(session, [...args]);
  return answeredByState.has(method) ? null : (value ?? null);
}
