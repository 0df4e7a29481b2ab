/**
 * Everything the manifest contributes, as typed constants: nothing else in the editor spells one of these names. A test
 * compares them with package.json both ways.
 */

/** Commands a person can find in the palette or in a menu. */
export const commands = {
  runAssessment: "readiness.runAssessment",
  refresh: "readiness.refresh",
  showReport: "readiness.showReport",
  explainGate: "readiness.explainGate",
  nextGap: "readiness.nextGap",
  previousGap: "readiness.previousGap",
  toggleInlineGaps: "readiness.toggleInlineGaps",
  showInTestCoverage: "readiness.showInTestCoverage",
  openConfiguration: "readiness.openConfiguration",
  showLog: "readiness.showLog",
  acceptRun: "readiness.acceptRun",
  applyPathRule: "readiness.applyPathRule",
} as const;

/** Commands without an entry in the manifest: targets of links and rows, and of tests. */
export const internalCommands = {
  /** Explains the code of a diagnostic: argument is the code. */
  explainCode: "readiness._explainCode",
  /** Everything that is shown, as plain data; registered only under test. */
  snapshot: "readiness._test.snapshot",
} as const;

export const viewContainers = { readiness: "readiness" } as const;
export const views = { gates: "readiness.gates", search: "readiness.search" } as const;

/** The command VS Code makes for every view. */
export const focusGates = `${views.gates}.focus`;

export const contextKeys = {
  /** What the view has to say when it has no rows, see `Welcome` in `render/welcome.ts`. */
  view: "readiness.view",
} as const;

/** Settings hold taste only; what decides a verdict stands in readiness.json. */
export const settings = {
  inlineGapsEnabled: "readiness.inlineGaps.enabled",
  inlineGapsWords: "readiness.inlineGaps.words",
  inlineGapsHover: "readiness.inlineGaps.hover",
  diagnosticsSafety: "readiness.diagnostics.safety",
  diagnosticsReports: "readiness.diagnostics.reports",
  statusBarVisible: "readiness.statusBar.visible",
  statusBarErrorBackground: "readiness.statusBar.errorBackground",
} as const;

/** The value a setting has where nobody set it: the same as in the manifest. */
export const settingDefaults = {
  [settings.inlineGapsEnabled]: true as boolean,
  [settings.inlineGapsWords]: true as boolean,
  [settings.inlineGapsHover]: "gaps" as "gaps" | "all" | "off",
  [settings.diagnosticsSafety]: "error" as "error" | "warning" | "information" | "off",
  [settings.diagnosticsReports]: true as boolean,
  [settings.statusBarVisible]: "always" as "always" | "withReports" | "never",
  [settings.statusBarErrorBackground]: true as boolean,
} as const;

export type SettingKey = keyof typeof settingDefaults;
export type SettingValue<K extends SettingKey> = (typeof settingDefaults)[K];

export const colors = {
  uncovered: "readiness.uncovered",
  uncoveredBackground: "readiness.uncoveredBackground",
  partial: "readiness.partial",
  partialBackground: "readiness.partialBackground",
  stale: "readiness.stale",
  staleBackground: "readiness.staleBackground",
  words: "readiness.words",
} as const;

/** Kinds of rows in the view that menus look at. */
export const rowKinds = {
  gate: "readiness.gate",
  report: "readiness.report",
  reportWithRule: "readiness.reportWithRule",
  partRun: "readiness.partRun",
  configuration: "readiness.configuration",
} as const;

/** Schemes of documents that exist only in the editor. */
export const schemes = { report: "readiness-report" } as const;
