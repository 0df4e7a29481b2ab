import type { DiagnosticCode } from "./diagnosticsModel.ts";

/** What each code of a diagnostic means, why it matters and what to do: Markdown, opened by the code's link. */
export const explanations: Readonly<Record<DiagnosticCode, string>> = {
  "safety-uncovered": `# safety-uncovered

These lines belong to the scope \`safety\` of readiness.json, and the coverage reports say that no test executes them.

**Why it is a problem.** Code of this scope is there for the case that something goes wrong. Nothing shows yet that it works. The gate of the scope needs all of it.

**What to do.** Write a test that reaches the lines. If they cannot be reached, add a justification to readiness.json: who accepts the gap, why, and until when. A justification is shown beside the raw number and never changes it.
`,
  "safety-partial-branch": `# safety-partial-branch

The line is executed, but not every way out of it is taken: one outcome of its condition never happens in the tests.

**Why it is a problem.** In code of the scope \`safety\` the outcome that is never taken is often the one that protects something.

**What to do.** Write a test that makes the missing outcome happen. Where the report says which outcome is missing, the message names it; some report formats only count.
`,
  "safety-unjustified-exclusion": `# safety-unjustified-exclusion

A mark in the source (such as \`pragma: no cover\`) takes these lines out of the measurement. They then count neither as covered nor as uncovered.

**Why it is a problem.** An exclusion makes the denominator smaller without a word: 100 % may leave out exactly the code that matters. In the scope \`safety\` each exclusion needs a reason that someone stands for.

**What to do.** Remove the mark and test the code, or add a justification to readiness.json.
`,
  "safety-silent-file": `# safety-silent-file

This file belongs to the scope \`safety\`, and no coverage report mentions it. Its code is neither covered nor uncovered: nothing is known.

**What to do.** See that the coverage tool includes the file (many tools leave out files that no test imports), or that the report's paths match this folder: the view “Readiness” lists what was not matched.
`,
  "safety-stale": `# safety-stale

These lines changed after the report was written. Its result is about another text, so nothing is known of them.

**What to do.** Run the tests again, for example with *Readiness: Run Assessment*. If the change is undone, the result counts again.
`,
  "report-invalid": `# report-invalid

The report cannot be read, is cut off, contradicts itself, or holds nothing that was measured. Nothing is counted from it; gates that rest on it are not measured.

**What to do.** Make the report again. If it is still being written, it is read as soon as it is complete.
`,
  "report-warning": `# report-warning

The report was read, and something in it deserves a look: for example its own summary differs from its detail. The detail is what counts.
`,
  configuration: `# configuration

readiness.json decides verdicts, so a key or value that is not understood is not passed over in silence.

**What to do.** The message names the key, the value and what is allowed; completion in the editor offers what is possible.
`,
};
