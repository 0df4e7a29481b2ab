import { baseOf } from "./paths.ts";
import { lexes, plainCode } from "./plainCode.ts";
import { extensionOf } from "./sourceLines.ts";

/**
 * Whether a source holds nothing that can be executed: a header of declarations, a file of types, an interface. What a
 * compiler adds by itself (the destructor of a structure) is no code of the file. Where in doubt there is code: a file
 * that is taken for one without is not missed in any report.
 */
export function declaresOnly(path: string, text: string): boolean {
  if (text.length > mostCharacters) return false;
  const extension = extensionOf(path);
  const judge = Object.hasOwn(judges, extension) ? judges[extension] : undefined;
  return judge?.(text, path) ?? false;
}

/** Files and pieces of them that are longer are not looked into. */
const mostCharacters = 256 * 1024;
const longestPiece = 4096;

type Judge = (text: string, path: string) => boolean;

const judges: Readonly<Record<string, Judge>> = {
  ...Object.fromEntries("c h cc cpp cxx hh hpp hxx".split(" ").map((extension) => [extension, isDeclaredC])),
  ...Object.fromEntries("js jsx ts tsx mjs cjs mts cts".split(" ").map((extension) => [extension, isDeclaredScript])),
  py: isDocstring,
  java: isDeclaredJava,
  kt: isDeclaredKotlin,
  go: isDeclaredGo,
  rs: isDeclaredRust,
  php: isDeclaredPhp,
};

/** A piece of code up to a brace or a semicolon, with which of them ended it; "" at the end of the text. */
interface Piece {
  readonly head: string;
  readonly end: "{" | "}" | ";" | "";
}

/** The pieces of a text in which round and square brackets are closed; what is in those ends none. */
function* piecesOf(code: string): Generator<Piece> {
  let depth = 0;
  let from = 0;
  for (let at = 0; at < code.length; at++) {
    const sign = code[at]!;
    if (sign === "(" || sign === "[") depth++;
    else if (sign === ")" || sign === "]") depth--;
    // A brace in brackets is a text of code as an argument: it is left to the head.
    else if (depth <= 0 && (sign === "{" || sign === "}" || sign === ";")) {
      yield { head: code.slice(from, at).trim(), end: sign };
      from = at + 1;
    }
  }
  yield { head: code.slice(from).trim(), end: "" };
}

/** Where a piece stands: heads of the block around it, and of the one that ended just before it; "" where there is none. */
interface Place {
  readonly around: string;
  readonly after: string;
}

/**
 * Whether all pieces are declarations.
 *
 * @param opens what a head before a brace opens: what stands in it is told piece by piece ("within"), or says nothing
 *   ("plain"); null: code
 * @param declares whether a piece that no brace ends is a declaration
 */
function areDeclarations(
  code: string,
  opens: (head: string, place: Place) => "within" | "plain" | null,
  declares: (head: string, place: Place) => boolean,
): boolean {
  /** Heads of the blocks that are open. */
  const open: { readonly head: string; readonly isPlain: boolean }[] = [];
  let after = "";
  for (const { head, end } of piecesOf(code)) {
    if (head.length > longestPiece) return false;
    const { head: around, isPlain } = open.at(-1) ?? { head: "", isPlain: false };
    if (end === "{") {
      const kind = isPlain ? "plain" : opens(head, { around, after });
      if (kind === null) return false;
      open.push({ head, isPlain: kind === "plain" });
    } else {
      if (!isPlain && head !== "" && !declares(head, { around, after })) return false;
      if (end === "}" && open.pop() === undefined) return false;
    }
    after = end === "}" && head === "" ? around : "";
    if (end === "}" && isPlain) after = around;
  }
  return open.length === 0;
}

const cKeywords =
  /\b(?:class|template|namespace|virtual|constexpr|operator|public|private|protected|typename|nullptr|using)\b|::|&(?!&)/;
const cBuiltin =
  /^(?:(?:static|inline|extern|const|constexpr|volatile|unsigned|signed|char|short|int|long|float|double|bool|_Bool|u?int\d+_t|size_t|std::size_t|std::u?int\d+_t|auto|void|thread_local|register)\b\s*|\*\s*|&\s*)+/;

/**
 * C and C++. Code are bodies of functions and lambdas, defaults of members, functions that are defaulted, variables that
 * are made at run time, and macros that others are to execute. Judged by gcov and llvm-cov.
 */
function isDeclaredC(text: string, path: string): boolean {
  // Texts that end by a mark of their own, and Objective-C.
  if (/R"[^()\\\s"]{0,16}\(|^[ \t]*@\w/m.test(text)) return false;
  const plain = plainCode(text.replace(/\\\r?\n/g, " "), lexes.c);
  if (plain === null) return false;
  const directive = /^[ \t]*#[^\n]*/gm;
  if ((plain.match(directive) ?? []).some(isMacroOfCode)) return false;
  const code = withoutTemplates(plain.replace(directive, "").replace(cAttributes, " ").replace(cSections, ";"));
  if (code === null) return false;
  // A header is of either language; in a source of C++ "Lock lock;" calls a constructor, whatever else stands there.
  const isPlainC = /\.[ch]$/i.test(path) && !cKeywords.test(code);
  return areDeclarations(
    code,
    (head, { around }) => {
      if (/^(?:inline\s+)?namespace\b[^()=]*$/.test(head) || /^extern\s*""$/.test(head)) return "within";
      if (/^(?:typedef\s+|static\s+|const\s+)*enum\b[^()=]*$/.test(head)) return "plain";
      if (isClass(head)) return "within";
      // Values of an array or a structure.
      const isValue = /[^=!<>]=$/.test(head) && !head.includes("(");
      return isValue && (isPlainC ? !isClass(around) : isConstant(head, isClass(around))) ? "plain" : null;
    },
    (head, { around, after }) => {
      if (/^(?:typedef|using|static_assert|_Static_assert|friend|extern)\b|^namespace\s+\w+\s*=/.test(head))
        return true;
      // The name of a type, or of what is of it.
      if (isClass(after)) return /^typedef\b/.test(after) || isPlainC || isClass(around);
      if (isConstexpr.test(head)) return true;
      const declared = shortened(head);
      if (declared.includes("("))
        return isFunction(head, declared, isClass(around)) || (isPlainC && /\)\s*=/.test(declared));
      return (isPlainC && !isClass(around)) || isConstant(declared, isClass(around));
    },
  );
}

const cAttributes =
  /\[\[[^\]]{0,100}\]\]|\b(?:__attribute__|__declspec|alignas|_Alignas)\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g;
const cSections = /\b(?:public|private|protected|signals|(?:public |private |protected )?slots)\s*:(?!:)/g;
const isConstexpr = /^(?:static\s+|inline\s+)*constexpr\b[^()=]*=/;

function isClass(head: string): boolean {
  return /^(?:(?:typedef|static|const|extern|friend)\s+)*(?:class|struct|union)\b[^()=]*$/.test(head);
}

/** With operators as names, pointers to functions as functions, and without what stands in brackets. */
function shortened(head: string): string {
  return head
    .replace(/\boperator\s*(?:\(\s*\)|[^\w\s(]+)/g, "operator_")
    .replace(/\s+/g, " ")
    .replace(/\([\w: ]*[*&][\w *&[\]]*\) ?\(/g, " pointer(")
    .replace(/\([^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*\)/g, "()")
    .replace(/<[^<>=]*(?:<[^<>=]*(?:<[^<>=]*>[^<>=]*)*>[^<>=]*)*>/g, "");
}

/** Whether a piece declares a function: "Lock lock(1);" makes a variable, and a macro may make anything. */
function isFunction(head: string, declared: string, isMember: boolean): boolean {
  if (/=\s*default$/.test(head) || /\(\s*(?:""|-?\d)/.test(head)) return false;
  if (!/^[^=]*(?:=\s*(?:0|delete))?$/.test(declared)) return false;
  const isMade = /^(?:(?:explicit|constexpr|inline|virtual)\s+)*~?\w+\s*\(\)/.test(declared);
  return isMade ? isMember : /^[\w:,*&\s[\]]+[\s*&][\w:~]+\s*\(\)/.test(declared);
}

/** Whether a variable of C++ is made without running code: by its type, or because it is only declared. */
function isConstant(head: string, isMember: boolean): boolean {
  if (/^(?:class|struct|union|enum)\b[^=]*$/.test(head)) return true;
  const [declared = "", ...values] = head.split("=");
  if (/\bconstexpr\b/.test(declared)) return true;
  if (isMember && !/\bstatic\b/.test(declared)) return values.length === 0;
  if (isMember && values.length === 0) return true;
  if (values.some((value) => /[({]/.test(value))) return false;
  const name = declared.replace(cBuiltin, "").trim();
  return cBuiltin.test(declared) && /^\w*\s*(?:\[[^\]]*\]\s*)*$/.test(name);
}

/** Without the parameters of templates, in which signs mean other things; null where some have no end. */
function withoutTemplates(code: string): string | null {
  const begin = /\btemplate\s*</g;
  const parts: string[] = [];
  let from = 0;
  for (let found = begin.exec(code); found !== null; found = begin.exec(code)) {
    let depth = 1;
    let round = 0;
    let at = begin.lastIndex;
    for (; at < code.length && depth > 0; at++) {
      const sign = code[at]!;
      if (sign === "(") round++;
      else if (sign === ")") round--;
      else if (round === 0 && sign === "<") depth++;
      else if (round === 0 && sign === ">" && code[at - 1] !== "-") depth--;
    }
    if (depth > 0) return null;
    parts.push(code.slice(from, found.index));
    from = begin.lastIndex = at;
  }
  parts.push(code.slice(from));
  return parts.join("");
}

/** Whether a directive defines what is executed where the macro is used. */
function isMacroOfCode(directive: string): boolean {
  const named = /^[ \t]*#[ \t]*define[ \t]+\w+/.exec(directive);
  if (named === null) return false;
  const rest = directive.slice(named[0].length);
  const parameters = /^\([^)]*\)/.exec(rest)?.[0] ?? "";
  const body = rest
    .slice(parameters.length)
    .replace(/\b(?:__attribute__|__declspec|_Pragma|__pragma)\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g, "");
  if (parameters !== "") return !/^[\w\s#"]*$/.test(body);
  return /[;{}?]|&&|\|\||\b(?:if|for|while|do|return|switch|throw|case|goto)\b|\w\s*\(/.test(body);
}

/** JavaScript and TypeScript: imports, what is exported on from elsewhere, and types. Judged by Istanbul. */
function isDeclaredScript(text: string, path: string): boolean {
  // A template is a statement that runs what is in it, and no directive.
  if (/(?:^|;)[ \t]*`/m.test(text)) return false;
  const plain = plainCode(text.replace(/^#![^\n]*/, ""), lexes.script);
  if (plain === null) return false;
  const isTyped = /\.[cm]?tsx?$/i.test(path);
  let rest = plain.trim();
  while (rest !== "") {
    const taken = scriptDeclaration(rest, isTyped);
    if (taken === 0) return false;
    rest = rest.slice(taken).trimStart();
  }
  return true;
}

const scriptForms: readonly RegExp[] = [
  /^;/,
  // A directive: "use strict".
  /^""\s*(?:;|\n|$)/,
  /^import\s*(?:type\b\s*)?(?:[\w$*{][^;"=()]*?\bfrom\s*)?""(?:\s*(?:with|assert)\s*\{[^}]*\})?/,
  /^export\s*(?:type\b\s*)?(?:\*(?:\s*as\s+(?:[\w$]+|""))?|\{[^}]*\})\s*from\s*""(?:\s*(?:with|assert)\s*\{[^}]*\})?/,
  /^export\s*(?:type\b\s*)?\{[^}]*\}(?!\s*from)/,
];
const typedForms: readonly RegExp[] = [
  /^(?:export\s+)?(?:default\s+)?(?:declare\s+)?interface\s+[^{};()]*/,
  /^(?:export\s+)?declare\s+(?:global|module|namespace|(?:abstract\s+)?class|(?:const\s+)?enum)\b[^{};()=]*/,
];

/** How many signs of the text the declaration is that it begins with; 0: none. */
function scriptDeclaration(text: string, isTyped: boolean): number {
  for (const form of scriptForms) {
    const found = form.exec(text);
    if (found !== null) return found[0].length;
  }
  if (!isTyped) return 0;
  for (const form of typedForms) {
    const found = form.exec(text);
    if (found !== null && text[found[0].length] === "{") return blockEnd(text, found[0].length);
  }
  const type =
    /^(?:export\s+)?(?:declare\s+)?type\s+[\w$]+|^(?:export\s+)?declare\s+(?:const|let|var|function)\s+[\w$]+/.exec(
      text,
    );
  return type === null ? 0 : typeEnd(text, type[0].length);
}

/** Behind the brace that closes the one at a place; 0: none does. */
function blockEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at + 1;
  }
  return 0;
}

const goesOnBefore = /(?:[|&=:,?<]|=>|\b(?:extends|keyof|infer|typeof|readonly|is|in))\s*$/;
/** No "[" and "<": behind a line break they begin a statement (TypeScript's parser, `hasPrecedingLineBreak`). */
const goesOnAfter = /\s*(?:[|&=:?>)\]}.]|(?:extends|is)\b)/y;

/** Behind a type that goes on from a place: up to a semicolon, or to a line break that no sign takes it over. */
function typeEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const sign = text[at]!;
    if ("([{<".includes(sign)) depth++;
    else if (")]}".includes(sign) || (sign === ">" && text[at - 1] !== "=")) depth--;
    else if (depth === 0 && sign === ";") return at + 1;
    else if (depth === 0 && sign === "\n") {
      goesOnAfter.lastIndex = at;
      const goesOn = goesOnBefore.test(text.slice(Math.max(from, at - 200), at)) || goesOnAfter.test(text);
      if (!goesOn) return at;
    }
  }
  return depth === 0 ? text.length : 0;
}

/** Python: nothing but comments and a text that documents it. Judged by coverage.py. */
function isDocstring(text: string): boolean {
  const plain = plainCode(text, lexes.python);
  return plain !== null && /^(?:[rRuU]?"")?$/.test(plain.trim());
}

/** Whether a value is made of numbers, texts, and constants of the same place. */
function isPlainValue(value: string): boolean {
  if (/\w\s*\(/.test(value)) return false;
  const words = value.split(/[\s+\-*/%<>|&^~()"]+/);
  return words.every((word) => /^(?:|\d[\w.]*|true|false|[A-Z][A-Z0-9_]*)$/.test(word));
}

/** Java: interfaces without bodies, annotations, packages and modules. Judged by JaCoCo. */
function isDeclaredJava(text: string): boolean {
  const plain = plainCode(text, lexes.java);
  if (plain === null) return false;
  const code = plain.replace(/@(?!interface\b)[\w.]+\s*(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?/g, " ");
  if (/^\s*(?:import[^;]*;\s*)*(?:open\s+)?module\s+[\w.]+\s*\{[^{}]*\}\s*$/.test(code)) return true;
  return areDeclarations(
    code,
    (head) =>
      /^(?:[\w\s-]*\s)?@?interface\s[^()=]*$/.test(head) ? "within" : /\)\s*default$/.test(head) ? "plain" : null,
    (head, { around }) => {
      if (/^(?:package|import)\b/.test(head)) return true;
      if (around === "") return false;
      if (/(?<!\.)\b(?:class|enum|record|new)\b|->|::/.test(head)) return false;
      const [declared, ...values] = head.split("=");
      if (values.length === 0) return true;
      const value = values.join("=");
      return /^[^()]*$/.test(declared!) && isPlainType(declared!) && isPlainValue(value);
    },
  );
}

/** Whether a constant of this type is none that a class is made for. */
function isPlainType(declared: string): boolean {
  return /(?:^|\s)(?:byte|short|int|long|float|double|char|boolean|String)\s+\w+\s*$/.test(declared);
}

/** Kotlin: interfaces without bodies, annotations, and other names of types. Judged by JaCoCo. */
function isDeclaredKotlin(text: string): boolean {
  const plain = plainCode(text, lexes.kotlin);
  if (plain === null) return false;
  const code = plain.replace(/@(?:\w+:)?[\w.]+(?:\((?:[^()]|\([^()]*\))*\))?/g, " ");
  if (/\b(?:class|object|by|get|set|init|constructor)\b/.test(code.replace(/\bannotation\s+class\b/g, "")))
    return false;
  // Values, other than constants and names of types, are made by code.
  const withoutNames = code
    .replace(/\btypealias\s[^=\n]{1,200}=/g, "")
    .replace(/\bconst\s+val\s+\w+(?:\s*:\s*\w+)?\s*=\s*[-\w."]+[ \t]*(?=\n|$)/g, "");
  if (/=|\$/.test(withoutNames)) return false;
  return areDeclarations(
    withoutNames,
    (head) => (/(?:^|\s)interface\s[^()=]*$/.test(head) ? "within" : null),
    () => true,
  );
}

/** Go: no body of a function, or none of its own. Judged by `go test -cover`. */
function isDeclaredGo(text: string, path: string): boolean {
  if (isOfOthers(text, baseOf(path))) return true;
  const plain = plainCode(text, lexes.go);
  // A line that is longer is not looked into.
  return plain !== null && !/^func\b|\bfunc\b[^\n]{0,500}(?:\{|[(,][ \t]*(?:\n|$))|\bfunc\b[^\n]{500}/m.test(plain);
}

/** Whether all functions of a generated source are, by `//line`, those of the files it was generated from. */
function isOfOthers(text: string, name: string): boolean {
  const directives = [...text.matchAll(/^\/\/line (?:.*[\\/])?([^\\/\n]*?):\d+/gm)];
  const first = directives[0]?.index ?? text.length;
  return (
    directives.length > 0 &&
    !/\bfunc\b/.test(text.slice(0, first)) &&
    directives.every(([, file]) => file !== "" && file !== name)
  );
}

/** Rust: modules, uses, types, and traits without bodies. Judged by llvm-cov. */
function isDeclaredRust(text: string): boolean {
  // A sign in quotes or a lifetime, a raw text: not told apart here.
  if (/\br#*"|'(?:\\.|[^\\\n])'/.test(text)) return false;
  const plain = plainCode(text, lexes.rust);
  if (plain === null) return false;
  const code = plain.replace(/#!?\[(?:[^[\]]|\[[^[\]]*\])*\]/g, " ");
  // Macros and closures may hold anything.
  if (/!\s*[({[]|\||\b(?:impl|macro_rules)\b/.test(code)) return false;
  for (const { head, end } of piecesOf(code)) if (end === "{" && /\bfn\b/.test(head)) return false;
  return true;
}

/** PHP: interfaces, and classes without bodies and properties. Judged by PHPUnit. */
function isDeclaredPhp(text: string): boolean {
  // An attribute's arguments are counted.
  if (!/^<\?php\s/.test(text) || /<<<|\?>|#\[[^\]]*\(/.test(text)) return false;
  const plain = plainCode(text.replace(/^<\?php/, "").replace(/#\[/g, "@["), lexes.php);
  if (plain === null) return false;
  const code = plain.replace(/@\[(?:[^[\]]|\[[^[\]]*\])*\]/g, " ");
  const isType = (head: string) => /^(?:(?:final|abstract|readonly)\s+)*(?:interface|class)\s[^()=]*$/.test(head);
  const isName = (head: string) => /^(?:namespace|use)\b[^()=]*$/.test(head);
  return areDeclarations(
    code,
    (head, { around }) =>
      isType(head) || (around === "" && /^namespace\b/.test(head)) ? "within" : isName(head) ? "plain" : null,
    (head, { around }) =>
      isName(head) ||
      /^declare\s*\(\s*strict_types\s*=\s*1\s*\)$/.test(head) ||
      (isType(around) && /^(?:(?:public|protected|private|static|abstract|final)\s+)*(?:function|const)\b/.test(head)),
  );
}
