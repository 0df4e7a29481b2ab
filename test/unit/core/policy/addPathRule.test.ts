import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { addPathRule } from "../../../../src/core/policy/addPathRule.ts";
import { parsePolicy } from "../../../../src/core/policy/parse.ts";

const rule = { from: "/builds/42/", to: "" };
const rulesOf = (text: string) => {
  const { policy, problems } = parsePolicy(text, "2026-01-01");
  assert.deepEqual(problems, []);
  return policy.reports.paths.map(({ from, to }) => ({ from, to }));
};

describe("a proposed path rule goes into readiness.json", () => {
  it("that is not there yet, or empty", () => {
    for (const text of [null, "", "{}"]) assert.deepEqual(rulesOf(addPathRule(text, rule)), [rule]);
  });

  it("and keeps comments and what else is in it", () => {
    const text =
      '{\n  // which reports count\n  "reports": {\n    "coverage": ["coverage.xml"] // the one of CI\n  }\n}\n';
    const after = addPathRule(text, rule);
    assert.deepEqual(rulesOf(after), [rule]);
    for (const part of ["// which reports count", '"coverage.xml"', "// the one of CI"])
      assert.ok(after.includes(part), after);
  });

  it("before the rules that are there, since the first that fits decides", () => {
    const text = '{ "reports": { "paths": [{ "from": "/builds/", "to": "x/" }] } }';
    assert.deepEqual(rulesOf(addPathRule(text, rule)), [rule, { from: "/builds/", to: "x/" }]);
  });

  it("in the place of a rule from the same beginning", () => {
    const text = '{ "reports": { "paths": [{ "from": "/a/", "to": "" }, { "from": "/builds/42/", "to": "old/" }] } }';
    assert.deepEqual(rulesOf(addPathRule(text, rule)), [{ from: "/a/", to: "" }, rule]);
  });
});
