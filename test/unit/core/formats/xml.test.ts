import assert from "node:assert/strict";
import fc from "fast-check";
import { InvalidReport } from "../../../../src/core/formats/format.ts";
import { XmlScanner } from "../../../../src/core/formats/xml.ts";
import type { Problem } from "../../../../src/core/model/report.ts";

interface Scanned {
  readonly events: readonly string[];
  readonly problems: readonly Problem[];
}

/** All events of a document given in pieces of `size` bytes; text of every element is asked for. */
function scan(document: string | Uint8Array, size = 1 << 20): Scanned {
  const bytes = typeof document === "string" ? new TextEncoder().encode(document) : document;
  const events: string[] = [];
  const problems: Problem[] = [];
  const scanner = new XmlScanner(
    {
      open(tag) {
        const attributes = [...tag.all()].map(([name, value]) => ` ${name}=${JSON.stringify(value)}`).join("");
        events.push(`${tag.line}:${tag.depth}:<${tag.name}${attributes}>`);
        tag.keepText();
      },
      close(name, text) {
        events.push(`</${name}>${JSON.stringify(text)}`);
      },
    },
    (problem) => problems.push(problem),
  );
  for (let at = 0; at < bytes.length; at += size) {
    // The chunk's memory is used again afterwards: nothing may be kept of it.
    const chunk = bytes.slice(at, at + size);
    scanner.write(chunk);
    chunk.fill(0x21);
  }
  scanner.end();
  return { events, problems };
}

function failure(document: string | Uint8Array, size?: number): { code: string; line: number | undefined } {
  try {
    scan(document, size);
  } catch (error) {
    assert.ok(error instanceof InvalidReport, String(error));
    return { code: error.problem.code, line: error.problem.line };
  }
  assert.fail("the document was read");
}

const sample = `<?xml version="1.0" encoding="UTF-8" standalone='yes'?>
<!DOCTYPE coverage SYSTEM "http://example.org/x.dtd" [ <!ENTITY e "]>"> <!-- ]> ' --> <?pi ]> ?> ]>
<!-- a comment -- with > and <tags> -->
<ns:root xmlns:ns="urn:x" a='1"' b = "x &lt;&amp;&#65;&#x1F600; é"
  ns:c="">
  text &gt; é <empty/><empty />
  <b><![CDATA[<raw> &amp; ]] > ]]]]><![CDATA[>]]> tail
</b  ><?php echo "?" ?><c.d-e_f>\r\n</c.d-e_f>
</ns:root>
<!-- end -->
`;

const sampleEvents = [
  String.raw`4:1:<root xmlns:ns="urn:x" a="1\"" b="x <&A😀 é" c="">`,
  "6:2:<empty>",
  '</empty>""',
  "6:2:<empty>",
  '</empty>""',
  "7:2:<b>",
  String.raw`</b>"<raw> &amp; ]] > ]]> tail\n"`,
  "8:2:<c.d-e_f>",
  String.raw`</c.d-e_f>"\n"`,
  String.raw`</root>"\n  text > é \n  \n"`,
];

describe("The XML scanner", () => {
  it("gives tags, attributes, text and lines", () => {
    assert.deepEqual(scan(sample), { events: sampleEvents, problems: [] });
  });

  it("tells of a name without an end in few words", () => {
    assert.throws(
      () => scan(`<a ${"b".repeat(100_000)}>`),
      (error: unknown) => error instanceof InvalidReport && error.problem.message.length <= 1000,
    );
  });

  it("gives the same for chunks cut at any byte", () => {
    for (const size of [1, 2, 3, 5, 7, 11, 64]) assert.deepEqual(scan(sample, size).events, sampleEvents, `${size}`);
  });

  it("refuses the document cut at any byte before its root ends", () => {
    const bytes = new TextEncoder().encode(sample);
    const whole = sample.indexOf("</ns:root>") + "</ns:root>".length;
    const rootEnd = new TextEncoder().encode(sample.slice(0, whole)).length;
    for (let length = 0; length < rootEnd; length++) {
      for (const size of [1, 1000]) failure(bytes.subarray(0, length), size);
    }
    assert.equal(scan(bytes.subarray(0, rootEnd)).events.length, sampleEvents.length);
  });

  const refused: readonly (readonly [what: string, document: string, code: string, line: number])[] = [
    ["nothing", "", "truncated", 1],
    ["only white space", "\n\n ", "truncated", 3],
    ["only a declaration", '<?xml version="1.0"?>\n', "truncated", 2],
    ["only text behind a declaration", '<?xml version="1.0"?>\nx', "truncated", 2],
    ["a tag in text after the root", "<a/>\nx\n<b>", "malformed", 3],
    ["CDATA after the root", "<a/>\n<![CDATA[]]>", "malformed", 2],
    ["a second root", "<a></a>\n<b/>", "malformed", 2],
    ["a second document", '<?xml version="1.0"?><a/>\n<?xml version="1.0"?><a/>', "malformed", 2],
    ["a second DOCTYPE", "<!DOCTYPE a>\n<!DOCTYPE a><a/>", "malformed", 2],
    ["a DOCTYPE within", "<a>\n<!DOCTYPE a></a>", "malformed", 2],
    ["a mismatched end tag", "<a>\n<b>\n</a></b>", "malformed", 3],
    ["an end tag that begins alike", "<a>\n</ab>", "malformed", 2],
    ["an end tag that is shorter", "<ab>\n</a>", "malformed", 2],
    ["an end tag of another prefix", "<x:a>\n</y:a>", "malformed", 2],
    ["an end tag too many", "<a/>\n</a>", "malformed", 2],
    ["an end tag with attributes", '<a>\n</a b="">', "malformed", 2],
    ["an unclosed element", "<a>\n<b></b>\n", "truncated", 3],
    ["an unclosed tag", "<a>\n<b", "truncated", 2],
    ["an attribute twice", '<a>\n<b x="1"\n x="2"/></a>', "malformed", 3],
    ["an attribute without value", "<a>\n<b x/></a>", "malformed", 2],
    ["an attribute without quotes", "<a>\n<b x=1/></a>", "malformed", 2],
    ["attributes without space", '<a>\n<b x="1"y="2"/></a>', "malformed", 2],
    ["a wrong attribute name", '<a>\n<b 1x="1"/></a>', "malformed", 2],
    ['"<" in an attribute', '<a>\n<b x="<"/></a>', "malformed", 2],
    ['"/" within a tag', "<a>\n<b / ></b></a>", "malformed", 2],
    ["a wrong element name", "<a>\n<1b/></a>", "malformed", 2],
    ['a lone "<"', "<a>\n1 < 2</a>", "malformed", 2],
    ["a tag that is none", "<a>\n<!ELEMENT b></a>", "malformed", 2],
    ["an instruction without name", "<a>\n<? x?></a>", "malformed", 2],
    ['"]]>" in text', "<a>\n]]></a>", "malformed", 2],
    ["an unterminated comment", "<a>\n<!-- </a>", "truncated", 2],
    ["an unterminated CDATA section", "<a>\n<![CDATA[ ]] </a>", "truncated", 2],
    ["an unterminated instruction", "<a>\n<?x </a>", "truncated", 2],
    ["an unterminated DOCTYPE", "\n<!DOCTYPE a [ <!-- ]> <a/>", "truncated", 2],
    ["an unknown entity", "<a>\n&nbsp;</a>", "entity", 2],
    ["an unknown entity in an attribute", '<a x="\n&nbsp;"/>', "entity", 2],
    ["a declared entity", '<!DOCTYPE a [<!ENTITY e "x">]>\n<a>&e;</a>', "entity", 2],
    ["a reference to character 0", "<a>\n&#0;</a>", "entity", 2],
    ["a reference beyond Unicode", "<a>\n&#x110000;</a>", "entity", 2],
    ["an endless reference", `<a>\n&${"a".repeat(100_000)};</a>`, "entity", 2],
    ["NUL in text", "<a>\n\0</a>", "nul-byte", 2],
    ["NUL in an attribute", '<a>\n<b x="\0"/></a>', "nul-byte", 2],
    ["NUL in a comment", "<a>\n<!--\0--></a>", "nul-byte", 2],
    ["NUL in a DOCTYPE", "<!DOCTYPE\n\0><a/>", "nul-byte", 2],
    ["elements 1001 deep", `\n${"<a>".repeat(1001)}${"</a>".repeat(1001)}`, "too-deep", 2],
    ["elements a million deep", `\n${"<a>".repeat(1_000_000)}`, "too-deep", 2],
  ];
  for (const [what, document, code, line] of refused) {
    it(`refuses ${what}, with its line`, () => {
      assert.deepEqual(failure(document), { code, line });
      if (document.length < 1000) assert.deepEqual(failure(document, 1), { code, line });
    });
  }

  it("refuses a NUL byte where a name would be", () => {
    for (const document of ["<a>\n<\0/></a>", "<a>\n<b\0/></a>", '<a>\n<b x\0="1"/></a>', "<a>\n</\0a>"]) {
      assert.equal(failure(document).line, 2, JSON.stringify(document));
      assert.equal(failure(document, 1).line, 2, JSON.stringify(document));
    }
  });

  it("lets control characters through with one warning", () => {
    for (const size of [1, 1000]) {
      const { events, problems } = scan('<a>\n\u0001\u001b[31m<b x="\u0002&#27;"/><![CDATA[\u0003]]></a>', size);
      assert.deepEqual(events, [
        "1:1:<a>",
        String.raw`2:2:<b x="\u0002\u001b">`,
        '</b>""',
        String.raw`</a>"\n\u0001\u001b[31m\u0003"`,
      ]);
      assert.deepEqual(
        problems.map(({ code, line, severity }) => ({ code, line, severity })),
        [{ code: "control-character", line: 2, severity: "warning" }],
      );
    }
  });

  it('takes an "&" that begins no reference as it stands, with one warning', () => {
    for (const size of [1, 1000]) {
      const { events, problems } = scan(`<a>\n<b x="src/d & e" y='a&&b&'/>R&D & &lt; &amp;lt; a&b=c;&</a>`, size);
      assert.deepEqual(events, [
        "1:1:<a>",
        '2:2:<b x="src/d & e" y="a&&b&">',
        '</b>""',
        String.raw`</a>"\nR&D & < &lt; a&b=c;&"`,
      ]);
      assert.deepEqual(
        problems.map(({ code, line, severity }) => ({ code, line, severity })),
        [{ code: "lone-ampersand", line: 2, severity: "warning" }],
      );
    }
    const many = `<a x="${"&".repeat(300_000)};">${"&".repeat(300_000)};</a>`;
    assert.equal(scan(many).events.length, 2);
  });

  it("passes over text outside of the root, with one warning where it begins", () => {
    const declaration = '<?xml version="1.0"?>\n';
    for (const [document, line, where] of [
      ["<a>\n</a>\n\n all\n done & 1 > 0 ]]\n", 4, "behind"],
      [`${declaration}\nhello\n<a>\n</a>`, 3, "before"],
      [`${declaration}hello\n<a>\n</a>done`, 2, "before"],
    ] as const) {
      for (const size of [1, 3, 1000]) {
        const { events, problems } = scan(document, size);
        assert.deepEqual(events.slice(1), [String.raw`</a>"\n"`]);
        assert.deepEqual(
          problems.filter(({ code }) => code !== "lone-ampersand"),
          [
            {
              severity: "warning",
              code: "text-outside",
              message: `other text stands ${where} the root element of the XML: it does not count`,
              line,
            },
          ],
        );
      }
    }
  });

  it("reads an entity bomb as invalid without expanding it", () => {
    const bomb = `<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 30 }, (_, at) => `<!ENTITY a${at} "&a;&a;&a;">`).join("")}]>\n<b>&a29;</b>`;
    assert.deepEqual(failure(bomb), { code: "entity", line: 2 });
  });

  it("passes over 100 MB of text that nobody asks for, in one line, within little memory", () => {
    const scanner = new XmlScanner({ open() {}, close() {} });
    scanner.write(new TextEncoder().encode("<a>"));
    const chunk = new Uint8Array(1 << 20).fill(0x61);
    const before = process.memoryUsage().arrayBuffers;
    for (let megabyte = 0; megabyte < 100; megabyte++) scanner.write(chunk);
    assert.ok(process.memoryUsage().arrayBuffers - before < 20e6);
    scanner.write(new TextEncoder().encode("</a>"));
    scanner.end();
  });

  it("refuses an attribute of more than 16 MB, and reads one of 10 MB in linear time", () => {
    const chunk = new TextEncoder().encode("a".repeat(65_536));
    const ends: number[] = [];
    for (const megabytes of [10, 100]) {
      const scanner = new XmlScanner({ open: (tag) => ends.push(tag.get("x")!.length), close() {} });
      const feed = () => {
        scanner.write(new TextEncoder().encode('\n<a x="'));
        for (let at = 0; at < megabytes * 16; at++) scanner.write(chunk);
        scanner.write(new TextEncoder().encode('"/>'));
        scanner.end();
      };
      if (megabytes === 10) feed();
      else assert.throws(feed, (error: InvalidReport) => error.problem.code === "too-long" && error.problem.line === 2);
    }
    assert.deepEqual(ends, [10 * 1024 * 1024]);
  });

  it("refuses a document of endlessly many names", () => {
    const names = Array.from({ length: 30_000 }, (_, at) => `<n${at}/>`).join("\n");
    assert.equal(failure(`<a>${names}</a>`).code, "too-long");
  });

  it("keeps text up to the limit asked for, never half a character or reference", () => {
    const cuts = new Set<string>();
    for (let limit = 1; limit <= 12; limit++) {
      const scanner = new XmlScanner({ open: (tag) => tag.keepText(limit), close: (_, text) => cuts.add(text) });
      scanner.write(new TextEncoder().encode("<a>xéé&lt;y</a>"));
      scanner.end();
    }
    assert.deepEqual([...cuts], ["x", "xé", "xéé", "xéé<", "xéé<y"]);
  });

  it("reads numbers and flags of attributes, and nothing else as one", () => {
    const numbers: (readonly [string, number])[] = [
      ["0", 0],
      ["12", 12],
      ["007", 7],
      ["-3", -3],
      [" 4 ", 4],
      ["1.5e+20", 1.5e20],
      ["999999999", 999_999_999],
      ["4294967297", 4_294_967_297],
      ["000000000007", 7],
      ["9007199254740993", 2 ** 53],
      ["18446744073709551615", 2 ** 64],
      ["&#49;2", 12],
      ["", Number.NaN],
      ["NaN", Number.NaN],
      ["0x10", Number.NaN],
      ["1,234", Number.NaN],
      ["Infinity", Number.NaN],
    ];
    const seen: number[] = [];
    const flags: (boolean | null)[] = [];
    const scanner = new XmlScanner({
      open(tag) {
        if (tag.name === "n") seen.push(tag.number("v"));
        if (tag.name === "f") flags.push(tag.flag("v"));
      },
      close() {},
    });
    const document = `<a>${numbers.map(([text]) => `<n v="${text}"/>`).join("")}<n/>${["true", "True", "1", "FALSE", "0", "yes", ""].map((text) => `<f v="${text}"/>`).join("")}<f/></a>`;
    scanner.write(new TextEncoder().encode(document));
    scanner.end();
    assert.deepEqual(seen, [...numbers.map(([, value]) => value), Number.NaN]);
    assert.deepEqual(flags, [true, true, true, false, false, null, null, null]);
  });

  it("takes an attribute of a namespace only where there is none without", () => {
    const seen: unknown[] = [];
    const scanner = new XmlScanner({
      open: (tag) => seen.push([tag.get("v"), tag.number("v", 0), tag.all().get("v") ?? null]),
      close() {},
    });
    scanner.write(new TextEncoder().encode('<a xmlns:x="urn:x"><b x:v="1" v="2"/><b v="2" x:v="1"/><b x:v="1"/></a>'));
    scanner.end();
    assert.deepEqual(seen, [
      [null, Number.NaN, null],
      ["2", 2, "2"],
      ["2", 2, "2"],
      ["1", 1, "1"],
    ]);
  });

  /** The values of attribute "v" of many elements. */
  function valuesOf<T>(
    texts: readonly string[],
    read: (tag: { get(name: string): string | null; number(name: string): number }) => T,
  ): T[] {
    const values: T[] = [];
    const scanner = new XmlScanner({
      open(tag) {
        if (tag.name === "n") values.push(read(tag));
      },
      close() {},
    });
    scanner.write(new TextEncoder().encode(`<a>${texts.map((text) => `<n v="${text}"/>`).join("")}</a>`));
    scanner.end();
    return values;
  }

  it("reads decimals as JavaScript does, to the last bit", () => {
    const texts = [
      "0.1",
      "0.30000000000004",
      "123456789.12345",
      "1.",
      ".5",
      "00.10",
      "99999999999999.9",
      "9999999999999.99",
    ];
    for (let at = 1; at < 3000; at++) texts.push((at * 0.0137).toFixed(at % 12), (at ** 3 / 7).toFixed(at % 8));
    assert.deepEqual(
      valuesOf(texts, (tag) => tag.number("v")),
      texts.map(Number),
    );
    for (const none of [".", "1.2.3", "1..2", "-", "+-1", "1e"])
      assert.deepEqual(
        valuesOf([none], (tag) => tag.number("v")),
        [Number.NaN],
      );
  });

  it("gives each value as it stands, however often and whatever else was given before", () => {
    const texts = Array.from({ length: 20_000 }, (_, at) => `class_${(at * 7919) % 6007}${at % 3 === 0 ? "é" : ""}`);
    assert.deepEqual(
      valuesOf(texts, (tag) => tag.get("v")),
      texts,
    );
  });

  it("gives a value that came before in whatever quotes it stands now, however the bytes are cut", () => {
    const tags = [
      '"it"',
      "'it'",
      "'say \"it\"'",
      "'it'",
      '"it"',
      '"it\'s"',
      "'it'",
      '"it\'s"',
      '"it"',
      '"it&lt;"',
      '"it"',
      '""',
      "''",
    ];
    const values = ["it", "it", 'say "it"', "it", "it", "it's", "it", "it's", "it", "it<", "it", "", ""];
    const bytes = new TextEncoder().encode(`<r>${tags.map((value) => `<a v=${value}/>`).join("")}</r>`);
    for (let size = 1; size < 40; size++) {
      const found: (string | null)[] = [];
      const scanner = new XmlScanner({
        open(tag) {
          if (tag.name === "a") found.push(tag.get("v"));
        },
        close() {},
      });
      for (let at = 0; at < bytes.length; at += size) scanner.write(bytes.subarray(at, at + size));
      scanner.end();
      assert.deepEqual(found, values, `in pieces of ${size}`);
    }
  });

  it("reads a tag behind others as it reads it alone, whatever they had in common, and refuses what it refuses alone", () => {
    const space = fc.constantFrom(" ", " ", " ", "  ", "\n", "\t", "");
    const equals = fc.constantFrom("=", "=", "=", " = ", "\n=");
    const value = fc.constantFrom('"1"', '"it"', "'it'", '"1234567890"', '"&lt;"', '"a\nb"', "''", '"<"', '"', "1");
    const attribute = fc
      .tuple(space, fc.constantFrom("a", "b", "x:a", "ab"), equals, value)
      .map((parts) => parts.join(""));
    const end = fc.constantFrom("/>", "/>", "/>", " />", "></e>", "/ >", ">");
    const tag = fc
      .tuple(fc.array(attribute, { maxLength: 3 }), end)
      .map(([attributes, close]) => `<e${attributes.join("")}${close}`);
    const told = (document: string, size?: number) => {
      try {
        return { events: scan(document, size).events.slice(1, -1), error: null };
      } catch (error) {
        assert.ok(error instanceof InvalidReport, String(error));
        return { events: [], error: error.problem };
      }
    };
    fc.assert(
      fc.property(fc.array(tag, { minLength: 2, maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (tags, size) => {
        // The same tags again: now all of them were there before.
        const all = [...tags, ...tags];
        const events: string[] = [];
        let before = "";
        for (const [at, each] of all.entries()) {
          const alone = told(`<t>${before.replace(/[^\n]/g, "")}${each}</t>`);
          if (alone.error !== null) {
            assert.deepEqual(told(`<t>${all.slice(0, at + 1).join("")}</t>`, size).error, alone.error);
            return;
          }
          events.push(...alone.events);
          before += each;
        }
        assert.deepEqual(told(`<t>${before}</t>`, size).events, events);
      }),
      { numRuns: 2000 },
    );
  });

  it("gives rows of figures as it gives the tags they are, however they are written and wherever they break", () => {
    const figure = fc.oneof(fc.nat(999), fc.nat(), fc.constantFrom("000000007", "1234567890123", "-1", "1.5", "x", ""));
    const row = fc
      .tuple(
        fc.constantFrom(
          '<r a="#" b="#"/>',
          '<r a="#" b="#" c="no"/>',
          '<r a="#" b="#" c="yes"/>',
          "<r  a='#' b=\"#\" />",
        ),
        fc.constantFrom(
          '<r b="#" a="#"/>',
          '<r a="#"/>',
          '<r a="#" b="#">text</r>',
          '<q a="#" b="#"/>',
          "<!-- # -->&lt;#",
        ),
        fc.boolean(),
        figure,
        figure,
      )
      .map(([usual, other, isUsual, a, b]) => (isUsual ? usual : other).replace("#", `${a}`).replace("#", `${b}`));
    const rest = fc.constantFrom("", "\n", "\n\t\t", "\r\n  ", " text ");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(row, rest), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 100 }),
        fc.option(fc.tuple(fc.nat(), fc.constantFrom("<", '"', "\n", "\0", "z", "")), { freq: 2, nil: null }),
        (parts, size, damage) => {
          let text = `<t>\n${parts.flat().join("")}</t>`;
          if (damage !== null) {
            const at = damage[0] % text.length;
            text = text.slice(0, at) + damage[1] + text.slice(at + 1);
          }
          assert.deepEqual(rowsOf(text, true, size).events, rowsOf(text, false, size).events);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("gives rows from the second on, and none where the white space between them is asked for", () => {
    const rows = '<r a="1" b="2"/>\n <r a="3" b="4"/>\n<r a="5" b="6" c="no"/>\n<r a="7" b="8"/>\n';
    const { taken, events } = rowsOf(`<t>${rows}</t>`, true, 1000);
    assert.deepEqual(taken, [2, 4]);
    assert.equal(events.filter((event) => event.endsWith("/>")).length, 4);
    const kept = rowsOf(`<u>${rows}</u>`, true, 1000);
    assert.deepEqual(kept.taken, []);
    assert.equal(kept.events.at(-1), '</u>"\\n \\n\\n\\n"');
  });
});

/**
 * What a document gives, or why it is refused, whether rows are asked for or not; and on which lines rows were taken as
 * such.
 */
function rowsOf(document: string, takesRows: boolean, size: number): { events: string[]; taken: number[] } {
  const events: string[] = [];
  const taken: number[] = [];
  const bytes = new TextEncoder().encode(document);
  const row = (line: number, values: readonly unknown[]) =>
    events.push(`${line}: <r ${values.map(Number).join(" ")}/>`);
  const scanner: XmlScanner = new XmlScanner({
    open(tag) {
      if (tag.name === "u") tag.keepText();
      const all = tag.all();
      const written = `${tag.name} ${[...all.keys()].join(" ")}`;
      const figures = [tag.get("a"), tag.get("b")];
      const isRow =
        tag.empty &&
        (written === "r a b" || (written === "r a b c" && tag.get("c") === "no")) &&
        figures.every((value) => /^\d{1,9}$/.test(value ?? ""));
      if (isRow) row(tag.line, figures);
      else events.push(`${tag.line}: ${JSON.stringify([written, ...all.values()])}`);
    },
    close(name, text) {
      if (name !== "r" || text !== "") events.push(`</${name}>${JSON.stringify(text)}`);
    },
    ...(takesRows && {
      rows: {
        element: "r",
        attributes: ["a", "b"],
        last: { attribute: "c", values: ["no"] },
        take(figures: readonly number[]) {
          taken.push(scanner.line);
          row(scanner.line, figures);
        },
      },
    }),
  });
  try {
    for (let at = 0; at < bytes.length; at += size) scanner.write(bytes.subarray(at, at + size));
    scanner.end();
  } catch (error) {
    assert.ok(error instanceof InvalidReport);
    events.push(`${error.problem.line}: ${error.problem.code} ${error.message}`);
  }
  return { events, taken };
}
