import type { SessionApi, SessionState } from "../core/session.ts";

/** What the engine's thread is started with. */
export interface EngineStart {
  readonly role: "engine";
  readonly folder: string;
  /** Built file that threads start from. */
  readonly workerPath: string;
  readonly trusted: boolean;
  readonly cacheDirectory: string | null;
}

/** Calls that go to the engine: the session's methods that give promises. */
export type EngineMethod = "refresh" | "fileView" | "coveredFiles" | "setRunOutcome" | "acceptRun" | "dispose";

export interface EngineCall {
  readonly id: number;
  readonly method: EngineMethod;
  readonly args: readonly unknown[];
}

/** What comes from the engine. Plain data only. */
export type EngineMessage =
  | { readonly kind: "state"; readonly state: SessionState }
  | { readonly kind: "reply"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly message: string }
  | { readonly kind: "log"; readonly level: "debug" | "info" | "warn" | "error"; readonly message: string };

/** Runs one call on a session. */
export function callSession(session: SessionApi, { method, args }: EngineCall): Promise<unknown> {
  const target = session[method] as (...args: readonly unknown[]) => Promise<unknown>;
  return target.apply(session, [...args]);
}
