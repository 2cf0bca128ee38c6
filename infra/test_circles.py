"""Circles of files in small crates and sites that each test writes."""

import importlib.util
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(__file__).parent / "lint/circles.py"
spec = importlib.util.spec_from_file_location("circles", PROGRAM)
circles = importlib.util.module_from_spec(spec)
spec.loader.exec_module(circles)


class Circles(unittest.TestCase):
    def lines(self, source, files):
        with tempfile.TemporaryDirectory() as root:
            for name, text in files.items():
                path = Path(root) / source / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return circles.found(Path(root))

    def rust(self, **files):
        """The circles of a crate; `a__b` stands for a/b.rs."""
        found = self.lines("crates/x/src", {f"{name.replace('__', '/')}.rs": text for name, text in files.items()})
        self.assertTrue(all(line.startswith("crates/x/src: ") for line in found))
        return [line.removeprefix("crates/x/src: ") for line in found]

    def site(self, files):
        return [line.removeprefix("site/src: ") for line in self.lines("site/src", files)]

    def test_one_way_is_no_circle(self):
        self.assertEqual(self.rust(lib="pub mod a; pub mod b;", a="use crate::b::B;", b="pub struct B;"), [])

    def test_two_files_that_use_each_other(self):
        found = self.lines("crates/x/src", {"lib.rs": "mod a; mod b;", "a.rs": "\nuse crate::b::B;\npub struct A;", "b.rs": "use super::a::A;\npub struct B;"})
        self.assertEqual(found, {"crates/x/src: a.rs b.rs": ["    crates/x/src/a.rs:2 → b.rs", "    crates/x/src/b.rs:1 → a.rs"]})

    def test_a_circle_over_three_files_is_one(self):
        self.assertEqual(self.rust(a="use crate::b;", b="use crate::c::{self, C as Other};", c="fn c() { crate::a::run() }"), ["a.rs b.rs c.rs"])

    def test_groups_in_groups_and_over_lines(self):
        self.assertEqual(self.rust(a="use crate::{\n  c::X,\n  d::{e::{E, F}, Y},\n};", d__e="use crate::a::A;", c="", d=""), ["a.rs d/e.rs"])

    def test_paths_in_code(self):
        self.assertEqual(self.rust(a="fn a() -> crate :: b\n::B { todo!() }", b="impl Trait<crate::a::A> for B {}"), ["a.rs b.rs"])

    def test_comments_and_literals_hold_no_paths(self):
        a = ('// crate::b::B\n/* crate::b /* nested */ crate::b */ /// [crate::b::B]\n'
             'const A: &str = "crate::b::B \\" crate::b"; const R: &str = r#"crate::b " crate::b"#; const Q: char = \'"\'; const P: char = \'\\\'\';\n'
             "fn f<'a>(x: &'a str) {} // crate::b")
        self.assertEqual(self.rust(a=a, b="use crate::a::A;"), [])
        self.assertEqual(self.rust(a=a + "\nuse crate::b;", b="use crate::a::A;"), ["a.rs b.rs"])

    def test_tests_do_not_count(self):
        for tests in ("#[cfg(test)]\nmod tests { use crate::b::B; fn t() { {} } }", "#[cfg(test)]\n#[allow(x)]\npub(crate) mod demo { use crate::b; }",
                      "#[cfg(test)] use crate::b::{B, C};", "#[cfg(test)] fn f(x: [u8; 2]) -> B { crate::b::B }"):
            self.assertEqual(self.rust(a=tests, b="use crate::a::A;"), [], tests)
            self.assertEqual(self.rust(a=tests + " use crate::b::B;", b="use crate::a::A;"), ["a.rs b.rs"], tests)

    def test_a_file_of_tests_does_not_count(self):
        self.assertEqual(self.rust(a="#[cfg(test)]\nmod tests;", a__tests="use crate::b::B;", b="use crate::a::tests::help;"), [])

    def test_a_module_and_what_is_inside_it_are_one(self):
        self.assertEqual(self.rust(a="mod b; pub use b::B; use self::b::C;", a__b="use super::A; use crate::a::D;"), [])
        self.assertEqual(self.rust(a="use crate::a::b::c::C;", a__b__c="use super::super::A;", a__b=""), [])

    def test_siblings_inside_a_module(self):
        self.assertEqual(self.rust(a="", a__b="use super::c::C;", a__c="use super::b::B;"), ["a/b.rs a/c.rs"])

    def test_a_module_in_a_folder_of_its_own(self):
        self.assertEqual(self.rust(a__mod="use crate::b::B;", b="use crate::a::A;"), ["a/mod.rs b.rs"])

    def test_a_module_inside_a_file(self):
        self.assertEqual(self.rust(a="mod inner { use super::super::b::B; } use crate::c;", b="use crate::a::inner::X;", c=""), ["a.rs b.rs"])

    def test_what_is_exported_again_is_where_it_is_defined(self):
        self.assertEqual(self.rust(lib="mod a; mod b; pub use a::A; pub use b::*;", a="use crate::B;", b="use crate::A; pub struct B;"), ["a.rs b.rs"])
        self.assertEqual(self.rust(a="pub use b::{B as Renamed}; pub use c::C;", a__b="use super::C;", a__c="use super::Renamed;"), ["a/b.rs a/c.rs"])

    def test_what_the_root_defines_is_no_arrow(self):
        self.assertEqual(self.rust(lib="mod a; pub struct Root; use crate::a::A;", a="use crate::Root;"), [])

    def test_other_crates_and_circles_of_exports_end(self):
        self.assertEqual(self.rust(a="use serde::de; pub use super::b::X;", b="pub use super::a::X; pub use super::a::*; pub use std::fmt;", c="use crate::b::fmt; use crate::a::X;"), ["a.rs b.rs"])

    def test_functions_are_looked_at(self):
        self.assertEqual(list(self.lines("functions/f/src", {"a.rs": "use crate::b;", "b.rs": "use crate::a;"})), ["functions/f/src: a.rs b.rs"])

    def test_the_site(self):
        self.assertEqual(self.site({"a.ts": 'import { b } from "./b";', "b.ts": "export const b = 1;"}), [])
        self.assertEqual(self.site({"a.ts": 'import type { B } from "./b";', "b.ts": 'export * from "./a";'}), ["a.ts b.ts"])
        self.assertEqual(self.site({"a/index.ts": 'import "../p/P.astro";', "p/P.astro": "---\nimport {\n  a,\n} from '../a';\n---\n<p>It's</p>"}), ["a/index.ts p/P.astro"])
        self.assertEqual(self.site({"a.tsx": 'const b = await import("./b");', "b.tsx": 'import { a } from "./a.tsx";'}), ["a.tsx b.tsx"])
        self.assertEqual(self.site({"p.astro": '<script>\nimport "./a";\n</script>', "a.ts": 'import p from "./p.astro";'}), ["a.ts p.astro"])

    def test_the_site_without_its_comments_and_texts(self):
        self.assertEqual(self.site({"a.ts": '// import "./b"\n/* import "./b" */ const x = \'import "./b"\'; const y = `import "./b"`;', "b.ts": 'import "./a";'}), [])

    def test_the_list_must_be_exact(self):
        line = "crates/x/src: a.rs b.rs"
        self.assertEqual(list(circles.faults({line: []}, [line])), [])
        (new,) = circles.faults({line: ["    arrow"]}, [])
        self.assertEqual(new, f"These files need each other: {line}\n    arrow")
        (gone,) = circles.faults({}, [line])
        self.assertIn("take it out", gone)
        (unsorted,) = circles.faults({"b": [], "a": []}, ["b", "a"])
        self.assertIn("not sorted", unsorted)


if __name__ == "__main__":
    unittest.main()
