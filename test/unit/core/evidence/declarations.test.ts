import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { declaresOnly } from "../../../../src/core/evidence/declarations.ts";

/** Sources in which nothing can be executed, by the tools that measure their languages. */
const declarations: Readonly<Record<string, readonly string[]>> = {
  "a.h": [
    '#ifndef A_H\n#define A_H\n#define N 5\n#define API __attribute__((visibility("default")))\nint f(int a, char *b);\n#endif\n',
    "struct point { int x, y; void (*moved)(struct point *); };\ntypedef struct { double d; } pair_t;\nextern int g;\n",
    'static const char *const names[] = { "a", "b" };\nenum color { RED, GREEN = 3 };\nunion u { int i; float f; };\n',
    '#ifdef __cplusplus\nextern "C" {\n#endif\nvoid *make(size_t n) __attribute__((malloc(a, 1)));\n#ifdef __cplusplus\n}\n#endif\n',
    "/* int f() { return 1; } */\n// int g() { return 1; }\n#define LONG \\\n  1'000\n",
  ],
  "a.hpp": [
    "namespace n {\nclass Shape {\n public:\n  explicit Shape(int sides = 3);\n  virtual ~Shape();\n  virtual double area() const = 0;\n  bool operator==(const Shape& other) const;\n  Shape(const Shape&) = delete;\n private:\n  std::string name_;\n  std::map<int, std::vector<int>> all(int a);\n  static const int most = 5;\n};\n}\n",
    "template <class T, int N = (3 > 2)>\nstruct Traits : Base<T> {\n  using type = T;\n  static constexpr bool value = sizeof(T) > 2;\n};\n",
    "constexpr int two = 2;\ninline constexpr double pi = 3.14;\nenum class E : int { A, B };\nclass Later;\nusing Name = std::string;\n",
    'struct [[nodiscard]] alignas(8) Pair { int a; int b; };\nstatic_assert(sizeof(Pair) == 8, "two");\n',
  ],
  "a.cpp": ['#include "a.h"\n', "struct A;\nextern A a;\nstatic const int most = 5;\nint f(void);\n"],
  "a.ts": [
    'import type { A } from "./a.ts";\nexport interface B extends A {\n  readonly c: (x: number) => string;\n}\nexport type D = B | A;\n',
    'export * from "./a.ts";\nexport { b, type C } from "./b.ts";\nexport type { D };\n',
    'type A =\n  | { readonly kind: "a" }\n  | { readonly kind: "b" }\n\nexport type F = (a: A) =>\n  string\n',
    'declare module "x" {\n  export function f(): void;\n}\ndeclare global {\n  interface Window { a: 1 }\n}\nexport declare const version: string;\n',
    '"use strict";\nimport x, { y } from "z";\nimport * as all from "w";\nimport "./side";\nexport { x, y, all };\n',
  ],
  "a.js": ['export * as a from "./a.js";\n', "// nothing\n"],
  "a.py": ["", "# only words\n", '"""What this is\n\nof several lines."""\n', "r'''x'''  # y\n"],
  "a.java": [
    '/** A. */\npackage a;\nimport java.util.List;\n@FunctionalInterface\npublic interface A<T extends Comparable<T>> extends B {\n  int MOST = 5 * 60;\n  String NAME = "a";\n  List<T> all(int from);\n}\n',
    '@Retention(RUNTIME)\n@Target({ TYPE, METHOD })\npublic @interface Named {\n  String value() default "";\n  Class<?>[] types() default {};\n  Class<?> type() default void.class;\n}\n',
    "@NonNullApi\npackage a.b;\n",
    "module a.b {\n  requires java.sql;\n  exports a.b;\n}\n",
    "sealed interface Shape permits Circle {\n  interface Side { double length(); }\n}\n",
  ],
  "a.kt": [
    'package a\n\nimport b.C\n\n@Suppress("x")\ninterface Repository {\n    val size: Int\n    suspend fun find(id: Int): C?\n}\n',
    "typealias Name = String\nannotation class Marked(val name: String)\nconst val MOST = 5\n",
  ],
  "a.go": [
    'package a\n\nimport "io"\n\ntype Reader interface {\n\tRead(p []byte) (int, error)\n}\n\nconst most = 5\n\ntype F func(int) error\n\nvar names = []string{"a"}\n',
  ],
  "b.go": ["// Made of a.y.\npackage a\n\n//line a.y:10\nfunc f() int {\n//line yaccpar:5\n\treturn 1\n}\n"],
  "a.rs": [
    "//! Words.\npub mod a;\nuse std::fmt;\n\n#[derive(Debug, Clone)]\npub struct Point<'a> {\n    pub name: &'a str,\n}\n\npub trait Shape {\n    fn area(&self) -> f64;\n}\n\npub const MOST: usize = 5;\n",
  ],
  "a.php": [
    "<?php declare(strict_types=1);\nnamespace A;\n\nuse B\\{C, D};\n\n#[Marked]\ninterface Shape extends C\n{\n    public const SIDES = 3;\n    public function area(int $a = 5): float;\n}\n",
    "<?php\nnamespace A;\nfinal class Missing extends \\RuntimeException implements Failure\n{\n}\n",
  ],
};

/** Sources in which something can, or may. */
const code: Readonly<Record<string, readonly string[]>> = {
  "a.h": [
    "static inline int f(void) { return 1; }\n",
    "#define MAX(a, b) ((a) > (b) ? (a) : (b))\n",
    "#define FAIL return -1\n",
    "#define DO(x) \\\n  do { x; } while (0)\n",
    "DEFINE_TABLE(colors)\n",
    "int f(void)\n#ifdef A\n{\n#endif\n",
    "/* no end\n",
    "@interface A\n@end\n",
  ],
  "a.hpp": [
    "struct A {\n  int f() const noexcept { return 1; }\n};\n",
    "struct A {\n  int n = 3;\n};\n",
    "struct A {\n  int n{3};\n};\n",
    "struct A {\n  virtual ~A() = default;\n};\n",
    "template <class T>\nT id(T x) {\n  return x;\n}\n",
    "constexpr int twice(int x) { return 2 * x; }\n",
    "constexpr auto f = [](int x) { return x; };\n",
    'static const std::string name = "a";\n',
    "static std::mutex lock;\n",
    "namespace a {\nint x;\n}\nstd::mutex lock;\n",
    "inline Lock lock(1);\n",
    "const std::vector<int> all = {1, 2};\n",
    'auto text = R"(int f();)";\n',
    "struct A {\n  A() : a(1) {}\n  int a;\n};\n",
  ],
  "a.cpp": ['#include "a.h"\nLock lock;\n', "static Lock locks[3];\n", "struct A { A(); } a;\n"],
  "a.ts": [
    "export const a = 1;\n",
    "export enum E { A }\n",
    "export abstract class A {}\n",
    "export default function f(): void;\n",
    "interface A {}\nf();\n",
    "type A = string\nf()\n",
    "type A = B\n[1, 2].forEach(f)\n",
    "type A = B\n<C>f()\n",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source
    "`${f()}`;\n",
    "type A = { b: 1 }\n(f)()\n",
    'declare module "a";\nf({});\n',
    'import("./a.ts");\n',
    'import a = require("a");\n',
    "interface A { b: `x",
  ],
  "a.js": ["interface\nA\n{}\n", "a();\n", "export {};\n{ a() }\n"],
  "a.py": ["import os\n", '"""Words."""\nx = 1\n', "pass\n", "f'''{x()}'''\n", '"""no end\n'],
  "a.java": [
    "interface A {\n  default int a() { return 1; }\n}\n",
    "interface A {\n  List<String> ALL = List.of();\n}\n",
    "interface A {\n  long NOW = Clock.START;\n}\n",
    "interface A {\n  Runnable R = () -> {};\n}\n",
    "int a;\n",
    "class A {}\n",
    "enum A { B }\n",
    "record A(int b) {}\n",
    "interface A {\n  class B {}\n}\n",
  ],
  "a.kt": [
    "interface A {\n    fun b() = 1\n}\n",
    "interface A {\n    fun b(c: Int = 1)\n}\n",
    "interface A {\n    fun b() {\n    }\n}\n",
    "data class A(val b: Int)\n",
    "val a = 1\n",
    "interface A {\n    val b: Int\n        get() = 1\n}\n",
    "val a by lazy { 1 }\n",
  ],
  "a.go": [
    "package a\n\nfunc f() {\n}\n",
    "package a\n\nfunc f() {\n}\n\n//line a.y:10\nfunc g() {\n}\n",
    "package a\n\n//line a.y:10\nfunc f() {\n//line a.go:7\n\tg()\n}\n",
    "package a\n\nvar f = func() int { return 1 }\n",
    "package a\n\nfunc f(\n\ta int,\n) {\n}\n",
  ],
  "a.rs": [
    "fn main() {}\n",
    "pub trait A {\n    fn b(&self) -> u8 {\n        1\n    }\n}\n",
    "fn first(a: [u8; 4]) -> u8 {\n    a[0]\n}\n",
    "thread_local! { static A: u8 = 1 }\n",
    "static A: Lazy<u8> = Lazy::new(|| 1);\n",
    "macro_rules! a { () => {} }\n",
  ],
  "a.php": [
    "<?php\nfunction f() { return 1; }\n",
    "<?php\nclass A { private $b = 1; }\n",
    "<?php\nclass A { public function b() {} }\n",
    "<?php\n#[Attribute(Attribute::TARGET_METHOD)]\nclass A\n{\n}\n",
    "<?php\nreturn [];\n",
    "<html><?php interface A {} ?>\n",
  ],
  "a.unknown": [""],
};

for (const [what, all, expected] of [
  ["nothing that can be executed is in", declarations, true],
  ["something that can, or may, be executed is in", code, false],
] as const) {
  describe(what, () => {
    for (const [path, texts] of Object.entries(all))
      for (const text of texts)
        it(`${path}: ${JSON.stringify(text).slice(0, 100)}`, () => assert.equal(declaresOnly(path, text), expected));
  });
}

describe("what is looked into for code", () => {
  it("is bounded, whatever a file holds", () => {
    const pieces = [
      "template <",
      "(",
      "[[",
      "interface ",
      "type A =\n",
      "/*",
      "operator ",
      "<a",
      "@a(",
      "import {",
      "x\n",
    ];
    for (const piece of pieces)
      for (const path of Object.keys(code)) {
        const begin = performance.now();
        declaresOnly(path, piece.repeat(200_000 / piece.length));
        assert.ok(performance.now() - begin < 2000, `${path}: ${piece}`);
      }
  });
});
