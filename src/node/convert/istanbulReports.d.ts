// The package types only its factory, which loads reports by a computed name and cannot be bundled.
declare module "istanbul-reports/lib/json" {
  import type { ReportBase } from "istanbul-lib-report";

  const JsonReport: new (options: { readonly file?: string }) => ReportBase;
  export = JsonReport;
}
