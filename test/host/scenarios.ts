/** The spec files of each scenario. Loaded when mocha is ready for them; a new file is one line here. */
export const scenarios: Readonly<Record<string, readonly (() => Promise<unknown>)[]>> = {
  /** One trusted folder: the workspace `pendulum`. */
  single: [
    () => import("./single/activation.spec.ts"),
    () => import("./single/agreement.spec.ts"),
    () => import("./single/surfaces.spec.ts"),
    () => import("./single/reports.spec.ts"),
  ],
  /** The other workspace: `cart`. */
  cart: [() => import("./single/activation.spec.ts"), () => import("./single/agreement.spec.ts")],
  /** Two folders in one window: `pendulum` and `cart`. */
  multi: [() => import("./multi/folders.spec.ts")],
  /** Not a test: measures a large report; the runner names it bench20, bench104 and bench500. */
  bench: [() => import("./bench/large.spec.ts")],
  /** One folder in Restricted Mode. */
  untrusted: [() => import("./untrusted/restricted.spec.ts")],
};
