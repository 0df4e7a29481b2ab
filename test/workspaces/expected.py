#!/usr/bin/env python3
"""What the assessment of each workspace must say, counted from its reports by a program of its own.

Standard library only; shares nothing with the product. Writes <workspace>.expected.json.
"""

import fnmatch
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

HERE = Path(__file__).parent


def code_lines(path):
    """Lines that are neither blank nor only a comment; texts over several lines count."""
    count, text, block = 0, None, False
    for line in path.read_text(encoding="utf-8").splitlines():
        bare = line.strip()
        if text:
            count += 1
            if text in bare:
                text = None
        elif block:
            block = "*/" not in bare
        elif not bare:
            continue
        elif path.suffix == ".py":
            if bare.startswith("#"):
                continue
            count += 1
            for mark in ('"""', "'''"):
                if bare.count(mark) == 1:
                    text = mark
        elif bare.startswith("//") or (bare.startswith("/*") and bare.endswith("*/")):
            continue
        elif bare.startswith("/*"):
            block = True
        else:
            count += 1
    return count


def python_symbol(path, name):
    """Lines of a function at the top of a Python file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for start, line in enumerate(lines):
        if re.match(rf"(def|class) {name}\b", line):
            end = start + 1
            while end < len(lines) and (not lines[end].strip() or lines[end].startswith((" ", ")"))):
                end += 1
            return set(range(start + 1, end + 1))
    raise SystemExit(f"no {name} in {path}")


def brace_symbol(path, name):
    """Lines of a function at the top of a TypeScript file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for start, line in enumerate(lines):
        if re.match(rf"export function {name}\b", line):
            end = start
            while lines[end] != "}":
                end += 1
            return set(range(start + 1, end + 2))
    raise SystemExit(f"no {name} in {path}")


def junit(path, wanted=lambda case: True):
    """Passed and all tests that ran, and the skipped ones."""
    passed = ran = skipped = 0
    for case in ET.parse(path).getroot().iter("testcase"):
        if not wanted(case):
            continue
        if case.find("skipped") is not None:
            skipped += 1
            continue
        ran += 1
        if case.find("failure") is None and case.find("error") is None:
            passed += 1
    return {"covered": passed, "total": ran, "unknown": 0}, skipped


def cobertura(path, root):
    """file -> (line -> hits, line -> (taken, branches))."""
    files = {}
    tree = ET.parse(path).getroot()
    source = tree.findtext("sources/source")
    for each in tree.iter("class"):
        name = each.get("filename")
        name = name if (root / name).exists() else f"{source}/{name}"
        lines, arms = files.setdefault(name, ({}, {}))
        for line in each.find("lines"):
            number = int(line.get("number"))
            lines[number] = int(line.get("hits"))
            found = re.search(r"\((\d+)/(\d+)\)", line.get("condition-coverage") or "")
            if found:
                arms[number] = (int(found[1]), int(found[2]))
    return files


def istanbul(path):
    """The same of coverage-final.json; paths by their end behind the project's folder."""
    files = {}
    for name, data in json.loads(path.read_text(encoding="utf-8")).items():
        lines, arms = {}, {}
        for key, where in data["statementMap"].items():
            line = where["start"]["line"]
            lines[line] = max(lines.get(line, 0), data["s"][key])
        for key, branch in data["branchMap"].items():
            line = branch["loc"]["start"]["line"]
            taken, total = arms.get(line, (0, 0))
            hits = data["b"][key]
            arms[line] = (taken + sum(1 for hit in hits if hit > 0), total + len(hits))
        files["src/" + name.rsplit("/src/", 1)[1]] = (lines, arms)
    return files


def count(files, root, stale, names, silent=(), symbols=None):
    """Lines and branches of some files; a stale file's lines and a silent file's code are unknown."""
    lines = {"covered": 0, "total": 0, "unknown": 0}
    branches = {"covered": 0, "total": 0, "unknown": 0}
    for name in names:
        measured, arms = files[name]
        within = symbols.get(name) if symbols else None
        for number, hits in measured.items():
            if within is not None and number not in within:
                continue
            lines["total"] += 1
            if name in stale:
                lines["unknown"] += 1
            elif hits > 0:
                lines["covered"] += 1
        for number, (taken, total) in arms.items():
            if name not in stale and (within is None or number in within):
                branches["covered"] += taken
                branches["total"] += total
    for name in silent:
        lines["total"] += code_lines(root / name)
        lines["unknown"] += code_lines(root / name)
    return lines, branches


def pendulum():
    root = HERE / "pendulum"
    files = cobertura(root / "coverage.xml", root)
    stale = {"src/dynamics/friction.py"}
    silent = ["src/telemetry/recorder.py"]
    critical = [name for name in files if fnmatch.fnmatch(name, "src/controllers/*") or fnmatch.fnmatch(name, "src/dynamics/*.py")]
    validation = root / "src/safety/state_validation.py"
    symbols = {"src/safety/state_validation.py": set().union(*(python_symbol(validation, name) for name in ("is_finite", "validate", "wrap", "recover")))}
    overall, _ = count(files, root, stale, files, silent)
    critical_lines, _ = count(files, root, stale, critical)
    safety_lines, safety_branches = count(files, root, stale, ["src/safety/saturation.py", "src/safety/state_validation.py"], (), symbols)
    passed, skipped = junit(root / "reports/junit.xml")
    stability, _ = junit(root / "reports/junit.xml", lambda case: "test_numerical_stability" in case.get("classname"))
    py311, _ = junit(root / "reports/junit-py3.11.xml")
    before = {each["fullname"]: each["stats"]["mean"] for each in json.loads((root / "benchmarks/baseline.json").read_text())["benchmarks"]}
    now = {each["fullname"]: each["stats"]["mean"] for each in json.loads((root / "reports/benchmark.json").read_text())["benchmarks"]}
    return {
        "level": "blocked",
        "gates": {
            "overall_test_coverage": {"status": "stale", "counts": overall},
            "critical_component_coverage": {"status": "stale", "counts": critical_lines},
            "safety_critical_coverage": {"status": "measured", "counts": safety_branches, "line": safety_lines},
            "test_pass_rate": {"status": "measured", "counts": passed, "skipped": skipped},
            "system_compatibility": {"status": "partial", "counts": {"covered": int(py311["covered"] == py311["total"]), "total": 2, "unknown": 1}},
            "performance_benchmarks": {"status": "measured", "counts": {"covered": sum(1 for name, mean in before.items() if now[name] <= 1.5 * mean), "total": len(before), "unknown": 0}},
            "numerical_stability": {"status": "measured", "counts": stability},
            "documentation_completeness": {"status": "measured", "counts": {"covered": 3, "total": 3, "unknown": 0}},
        },
        "stale": sorted(stale),
        "silent": silent,
    }


def cart():
    root = HERE / "cart"
    files = istanbul(root / "coverage/coverage-final.json")
    stale = {"src/rail.ts"}
    silent = ["src/display.ts"]
    limits = root / "src/limits.ts"
    symbols = {"src/limits.ts": set().union(*(brace_symbol(limits, name) for name in ("clamp", "ramp", "brake")))}
    overall, _ = count(files, root, stale, files, silent)
    critical, _ = count(files, root, stale, ["src/controller.ts", "src/plant.ts", "src/rail.ts"])
    safety_lines, safety_branches = count(files, root, stale, ["src/limits.ts"], (), symbols)
    passed, skipped = junit(root / "reports/junit.xml")
    stability, _ = junit(root / "reports/junit.xml", lambda case: "stays finite" in case.get("name"))
    return {
        "level": "blocked",
        "gates": {
            "overall_test_coverage": {"status": "stale", "counts": overall},
            "critical_component_coverage": {"status": "stale", "counts": critical},
            "safety_critical_coverage": {"status": "measured", "counts": safety_branches, "line": safety_lines},
            "test_pass_rate": {"status": "measured", "counts": passed, "skipped": skipped},
            "system_compatibility": {"status": "missing", "counts": None},
            "performance_benchmarks": {"status": "not-applicable", "counts": None},
            "numerical_stability": {"status": "measured", "counts": stability},
            "documentation_completeness": {"status": "measured", "counts": {"covered": 2, "total": 2, "unknown": 0}},
        },
        "stale": sorted(stale),
        "silent": silent,
    }


TITLES = {
    "overall_test_coverage": "Overall test coverage",
    "critical_component_coverage": "Critical component coverage",
    "safety_critical_coverage": "Safety-critical coverage",
    "test_pass_rate": "Test pass rate",
    "system_compatibility": "System compatibility",
    "performance_benchmarks": "Performance benchmarks",
    "numerical_stability": "Numerical stability",
    "documentation_completeness": "Documentation completeness",
}


def write(name, expected):
    (HERE / f"{name}.expected.json").write_text(json.dumps(expected, indent=2) + "\n", encoding="utf-8")
    rows = ["| gate | status | counted | unknown |", "|---|---|---|---|"]
    for gate, found in expected["gates"].items():
        counts = found["counts"]
        counted = "" if counts is None else f"{counts['covered']} of {counts['total']}"
        unknown = "" if counts is None or counts["unknown"] == 0 else str(counts["unknown"])
        rows.append(f"| {TITLES[gate]} | {found['status']} | {counted} | {unknown} |")
    readme = HERE / name / "README.md"
    text = readme.read_text(encoding="utf-8")
    start, end = "<!-- expected -->", "<!-- /expected -->"
    before, after = text.split(start)[0], text.split(end)[1]
    readme.write_text(before + start + "\n" + "\n".join(rows) + "\n" + end + after, encoding="utf-8")


write("pendulum", pendulum())
write("cart", cart())
