/** A mistake in how the command was called: for people, with the next step. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Exit codes; documented in README and help, relied on by pipelines. */
export const exitCodes = {
  /** Ready at the level asked for. */
  ready: 0,
  /** A gate fails or the level is too low. */
  notReady: 1,
  /** Usage or configuration error. */
  usage: 2,
  /** A critical gate is not measured. */
  unmeasured: 3,
  /** A command of "run" could not start, crashed or timed out. */
  runFailed: 4,
} as const;

export const help = `Readiness Gates: how ready code is, which lines stand in the way, and what is not known.

  readiness [assess] [DIR]   assess a folder by the reports its tools have written
  readiness run [DIR]        run the commands of readiness.json (or those detected), then assess
  readiness inspect FILE…    what a report is and holds; a folder: each report in it
  readiness convert FILE --to FORMAT   a coverage report in another format: lcov, cobertura, istanbul-json, clover,
                             sonar-generic
  readiness explain GATE [DIR]   every step from files to the verdict of one gate
  readiness init [DIR]       write readiness.json from what is detected
  readiness schema           print the JSON schema of readiness.json

Options
  --format text|json|markdown   how to print (default text)
  --json                     short for --format json
  --output FILE              write to FILE instead of standard output; by its ending .json, .md or text (repeatable)
  --require LEVEL            production-ready, conditionally-ready (default), needs-improvement, not-ready
  --to FORMAT                convert: the format to write
  --accept-run               assess, run: take the run as whole though it looks like a part of the tests
  --accept-paths             assess: write the path rules it proposes into readiness.json, then assess again
  --no-color                 no colours (also NO_COLOR)
  --quiet                    no progress on standard error
  --force                    init: replace a readiness.json that is there
  --help, --version

Exit codes
  0 ready at the asked level · 1 a gate fails or the level is too low · 2 usage or configuration error ·
  3 a critical gate is not measured · 4 a command of "run" could not start, crashed or timed out
`;
