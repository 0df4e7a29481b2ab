import type { Assessment } from "../core/model/assessment.ts";
import type { RunOutcome, SessionApi, SessionState } from "../core/session.ts";

/** First argument of the built file when it is started as the engine's process. */
export const engineArgument = "--engine-process";

/** Why a call on a folder's session is not answered any more. */
export const folderClosed = "the folder is closed";

/** Calls that go to the engine: the session's methods that give promises. */
export type EngineMethod = "refresh" | "fileView" | "coveredFiles" | "setRunOutcome" | "acceptRun" | "dispose";

/**
 * The type of plain data as it is, and of anything else `never`. What is sent to another process is copied, which throws
 * for functions and symbols, in a queue that nothing would go through any more: no value of these types holds one.
 */
type Plain<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends (...args: never) => unknown
    ? never
    : T extends object
      ? { readonly [Key in keyof T]: Plain<T[Key]> }
      : never;

/** What the calls of a session take. */
export type CallArguments = readonly (string | RunOutcome)[];

/** What goes to the engine. Sessions are numbered by who opens them; calls, by who waits for them. */
export type EngineRequest = Plain<
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
      readonly args: CallArguments;
    }
>;

/** A state as it is sent: what was sent before is not sent again. */
type SentState = Exclude<SessionState, { readonly phase: "reading" }> | { readonly phase: "reading" };

/** What a call gives: void is sent as null. */
type Answer = Exclude<Awaited<ReturnType<SessionApi[EngineMethod]>>, void> | null;

/** What comes from the engine. */
export type EngineMessage = Plain<
  | { readonly kind: "state"; readonly session: number; readonly state: SentState }
  | { readonly kind: "reply"; readonly session: number; readonly id: number; readonly value: Answer }
  | { readonly kind: "failure"; readonly session: number; readonly id: number; readonly message: string }
  | {
      readonly kind: "log";
      readonly session: number;
      readonly level: "debug" | "info" | "warn" | "error";
      readonly message: string;
    }
>;

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
export async function callSession(session: SessionApi, method: EngineMethod, args: CallArguments): Promise<Answer> {
  const target = session[method] as (...args: CallArguments) => Promise<Answer>;
  const value = await target.apply(session, [...args]);
  return answeredByState.has(method) ? null : (value ?? null);
}
