/** An error for the person: what happened, why, and what to do next. Everything else that is thrown is a bug. */
export class HumanError extends Error {
  override readonly name = "HumanError";
  /** Stable, kebab-case: what other code may look at. */
  readonly code: string;
  /** A command that helps, with the words on its button. */
  readonly action: { readonly title: string; readonly command: string } | null;

  constructor(code: string, message: string, action: HumanError["action"] = null) {
    super(message);
    this.code = code;
    this.action = action;
  }
}
