"""Finds circles of files: files that need each other, so that none of them can be read, moved or tested alone.

    infra/lint/circles.py           fails when a circle is not in circles.known, or a circle in circles.known is gone
    infra/lint/circles.py --list    prints the circles of today as circles.known holds them

Each crate and each function is one graph of Rust files, and the site's source is one graph of TypeScript and Astro files.
An arrow leads from a file that names an item to the file that defines the item. In Rust, a module and the modules inside it
are one thing, so no arrow joins them; code under `#[cfg(test)]` has no arrows.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
KNOWN = pathlib.Path(__file__).with_name("circles.known")


def blank(text):
    """The same text as spaces, with its lines kept."""
    return re.sub(r"[^\n]", " ", text)


# ── Rust ──────────────────────────────────────────────────────────────────────────────────────────────────────
RUST_WORDS = re.compile(r"""//[^\n]*|/\*|\bb?c?r(\#*)"|"|'(?:\\(?:[^ux]|x\w\w|u\{[^}]*\})|[^\\'\n])'""")
STRING_END = re.compile(r'(?:[^"\\]|\\.)*"', re.S)
COMMENT_EDGE = re.compile(r"/\*|\*/")
TEST = re.compile(r"#!?\[\s*cfg\s*\(\s*test\s*\)\s*\]")
ATTRIBUTE = re.compile(r"\s*#\[[^\]]*\]")
ITEM = re.compile(r"\s*(?:pub\b|mod\b|fn\b|use\b|impl\b|struct\b|enum\b|trait\b|const\b|static\b|type\b|unsafe\b|async\b|macro_rules\b|extern\b)")
TOKEN = re.compile(r"""
    (?P<sign>[{}])
    | \b(?P<use>use)\b (?!\s*<)
    | \bmod\s+(?P<mod>\w+)\s*(?P<body>[{;])
    | \bpub\s*\(\s*in\b[^)]*\)
    | \b(?:struct|enum|trait|fn|static|type|union|const)\s+(?:(?:mut|unsafe|async|extern)\s+)*(?:fn\s+)?(?:r\#)?(?P<item>\w+)
    | \bmacro_rules!\s*(?P<macro>\w+)
    | (?<!:)(?<!::\s)\b(?P<path>(?:crate|super|self)(?:\s*::\s*(?:r\#)?\w+)+)
""", re.X)
USE_WORD = re.compile(r"[{},*]|(?:r#)?\w+")


def rust_code(text):
    """Rust without its comments and literals; every character that is left stands where it stood."""
    kept, at = [], 0
    while found := RUST_WORDS.search(text, at):
        begin, end = found.span()
        word = found[0]
        if word == "/*":
            depth = 1
            while depth and (edge := COMMENT_EDGE.search(text, end)):
                depth, end = depth + (1 if edge[0] == "/*" else -1), edge.end()
            end = len(text) if depth else end
        elif word == '"':
            closed = STRING_END.match(text, end)
            end = closed.end() if closed else len(text)
        elif word.endswith('"'):
            closed = text.find('"' + found[1], end)
            end = closed + 1 + len(found[1]) if closed >= 0 else len(text)
        kept += text[at:begin], blank(text[begin:end])
        at = end
    return "".join(kept) + text[at:]


def closing(code, begin):
    """The place after the brace that closes the one at `begin`."""
    depth = 0
    for brace in re.compile(r"[{}]").finditer(code, begin):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    return len(code)


def without_tests(code):
    """The code without items under `#[cfg(test)]`, and the names of the modules among them that are files of their own."""
    names = set()
    while found := TEST.search(code):
        if found[0].startswith("#!"):
            return "", names
        end = found.end()
        while attribute := ATTRIBUTE.match(code, end):
            end = attribute.end()
        if ITEM.match(code, end):
            if own := re.compile(r"\s*(?:pub(?:\s*\([^)]*\))?\s+)?mod\s+(\w+)\s*;").match(code, end):
                names.add(own[1])
            depth = 0
            for sign in re.compile(r"[()\[\]{;]").finditer(code, end):
                if sign[0] in "([":
                    depth += 1
                elif sign[0] in ")]":
                    depth -= 1
                elif not depth:
                    end = sign.end() if sign[0] == ";" else closing(code, sign.start())
                    break
        code = code[:found.start()] + blank(code[found.start():end]) + code[end:]
    return code, names


def use_leaves(text, begin):
    """Each name that a `use` brings: its path, the name that it has here (`*` for all of a module), and its place."""
    words = [(word[0].removeprefix("r#"), begin + word.start()) for word in USE_WORD.finditer(text)]
    place = 0

    def tree(prefix):
        nonlocal place
        path, alias, at = list(prefix), None, begin
        while place < len(words):
            word, where = words[place]
            if word in ",}":
                break
            place += 1
            if word == "{":
                while place < len(words) and words[place][0] != "}":
                    yield from tree(path)
                    if place < len(words) and words[place][0] == ",":
                        place += 1
                place += 1
                return
            if word == "as":
                alias = words[place][0]
                place += 1
            elif word == "*":
                alias, at = "*", where
            else:
                path.append(word)
                at = where
        if len(path) > 1 and path[-1] == "self":
            path.pop()
        if path:
            yield path, alias or path[-1], at

    yield from tree([])


class Module:
    """A module of a crate: the file that it is in, the items that it defines, and the names that it imports."""

    def __init__(self, file, home):
        self.file, self.home = file, home  # `home` is the path of the module that is the whole file
        self.items, self.names, self.globs = set(), {}, []


class Crate:
    """The modules of one source folder, and the paths that its code names."""

    def __init__(self, source):
        self.modules, self.paths = {}, []
        tests = set()
        for file in sorted(source.rglob("*.rs"), key=lambda file: (len(file.parts), file)):
            path = file.relative_to(source).with_suffix("").parts
            path = path[:-1] if path[-1] in ("mod", "lib", "main") else path
            if any(path[:length] in tests for length in range(1, len(path) + 1)):
                continue
            tests |= self.read(file, path)
        for path in tests:
            self.modules.pop(path, None)

    def read(self, file, home):
        """Reads one file. Answers the paths of the modules that are tests in files of their own."""
        code, tests = without_tests(rust_code(file.read_text()))
        self.modules.setdefault(home, Module(file, home))
        scopes, here = [], home  # of each open brace, the module outside of it if the brace opens a module
        lines = [-1] + [place.start() for place in re.finditer("\n", code)]

        def name(path, at):
            self.paths.append((here, path, file, line_of(lines, at)))

        end = 0
        for token in TOKEN.finditer(code):
            if token.start() < end:
                continue
            module = self.modules[here]
            at_top = all(scope is not None for scope in scopes)
            if token["sign"] == "{":
                scopes.append(None)
            elif token["sign"] == "}":
                if scopes and (outer := scopes.pop()) is not None:
                    here = outer
            elif token["mod"] and token["body"] == "{":
                scopes.append(here)
                here += (token["mod"],)
                self.modules.setdefault(here, Module(file, home))
            elif token["use"]:
                end = code.find(";", token.end())
                end = len(code) if end < 0 else end
                for path, alias, at in use_leaves(code[token.end():end], token.end()):
                    name(path, at)
                    if at_top and alias == "*":
                        module.globs.append(path)
                    elif at_top:
                        module.names[alias] = path
            elif token["path"]:
                name([word.strip().removeprefix("r#") for word in token["path"].split("::")], token.start())
            elif at_top and (item := token["item"] or token["macro"]):
                module.items.add(item)
        return {home + (test,) for test in tests}

    def begin(self, here, path, seen):
        """The module that a path starts in, and the rest of the path; nothing for a path into another crate."""
        first, rest = path[0], path[1:]
        if first == "crate":
            return (), rest
        if first == "self":
            return here, rest
        if first == "super":
            here = here[:-1]
            while rest and rest[0] == "super":
                here, rest = here[:-1], rest[1:]
            return here, rest
        if here + (first,) in self.modules:
            return here, path
        name = self.modules[here].names.get(first)
        if name and name != path and (here, first) not in seen:
            start = self.begin(here, name, seen | {(here, first)})
            return start and (start[0], start[1] + rest)
        return None

    def end(self, here, path, seen=frozenset()):
        """The module that defines what a path names: imports and re-exports are followed. Nothing for another crate."""
        for place, word in enumerate(path):
            if here + (word,) in self.modules:
                here += (word,)
                continue
            module = self.modules[here]
            if (here, word) in seen or word in module.items:
                return here
            seen |= {(here, word)}
            if word in module.names:
                start = self.begin(here, module.names[word], seen)
                return start and self.end(start[0], start[1] + path[place + 1:], seen)
            for glob in module.globs:
                start = self.begin(here, glob, seen)
                there = start and self.end(start[0], start[1], seen)
                if there is not None and there != here and self.has(there, word, seen):
                    return self.end(there, path[place:], seen)
            return here
        return here

    def has(self, here, word, seen):
        module = self.modules[here]
        if word in module.items or word in module.names or here + (word,) in self.modules:
            return True
        for glob in module.globs:
            start = self.begin(here, glob, seen)
            there = start and self.end(start[0], start[1], seen)
            if there is not None and (there, word) not in seen and self.has(there, word, seen | {(here, word), (there, word)}):
                return True
        return False

    def arrows(self):
        """(file, file) → line of the first mention."""
        found = {}
        for here, path, file, line in self.paths:
            if here not in self.modules:
                continue
            start = self.begin(here, path, frozenset())
            there = start and self.end(*start)
            if there is None:
                continue
            target, home = self.modules[there], self.modules[here].home
            shorter = min(len(home), len(target.home))
            if target.file != file and home[:shorter] != target.home[:shorter]:
                found.setdefault((file, target.file), line)
        return found


def line_of(lines, at):
    low, high = 0, len(lines)
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if lines[middle] < at else (low, middle)
    return low + 1


# ── TypeScript ────────────────────────────────────────────────────────────────────────────────────────────────
SCRIPT_WORDS = re.compile(r"""//[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|<!--.*?(?:-->|\Z)""", re.S)
IMPORTS = re.compile(r"(?:\bfrom|\bimport|\bimport\s*\(|<script\b[^>]*\bsrc=)\s*\Z")
ENDINGS = ["", ".ts", ".tsx", ".astro", "/index.ts", "/index.tsx"]


def imports(text):
    """Each path that a script or an Astro page imports, with its line."""
    code, at = "", 0
    for word in SCRIPT_WORDS.finditer(text):
        code = (code + text[at:word.start()])[-200:]
        if word[0][0] in "'\"" and IMPORTS.search(code):
            yield word[0][1:-1], text.count("\n", 0, word.start()) + 1
        code += " "
        at = word.end()


def script_arrows(source):
    """(file, file) → line of the first import."""
    files = {file for file in source.rglob("*") if file.suffix in (".ts", ".tsx", ".astro")}
    found = {}
    for file in sorted(files):
        for path, line in imports(file.read_text()):
            if not path.startswith("."):
                continue
            place = pathlib.Path(*normal((file.parent / path.removesuffix(".js")).parts))
            target = next((one for ending in ENDINGS if (one := pathlib.Path(f"{place}{ending}")) in files), None)
            if target and target != file:
                found.setdefault((file, target), line)
    return found


def normal(parts):
    kept = []
    for part in parts:
        if part == "..":
            kept.pop()
        elif part != ".":
            kept.append(part)
    return kept


# ── Circles ───────────────────────────────────────────────────────────────────────────────────────────────────
def circles(arrows):
    """The strongly connected components of more than one file, each as a sorted list (Tarjan)."""
    out = {}
    for begin, end in sorted(arrows):
        out.setdefault(begin, []).append(end)
        out.setdefault(end, [])
    number, low, stack, found = {}, {}, [], []
    for root in out:
        if root in number:
            continue
        number[root] = low[root] = len(number)
        stack.append(root)
        work = [(root, iter(out[root]))]
        while work:
            node, rest = work[-1]
            for other in rest:
                if other not in number:
                    number[other] = low[other] = len(number)
                    stack.append(other)
                    work.append((other, iter(out[other])))
                    break
                if other in stack:
                    low[node] = min(low[node], number[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    place = stack.index(node)
                    if len(stack) - place > 1:
                        found.append(sorted(stack[place:]))
                    del stack[place:]
    return sorted(found)


def graphs(root):
    """Each source folder with its arrows."""
    for source in sorted([*root.glob("crates/*/src"), *root.glob("functions/*/src")]):
        yield source, Crate(source).arrows()
    if (root / "site/src").exists():
        yield root / "site/src", script_arrows(root / "site/src")


def found(root):
    """The line of each circle as the list holds it → the arrows that make the circle."""
    lines = {}
    for source, arrows in graphs(root):
        for files in circles(arrows):
            line = " ".join([f"{source.relative_to(root)}:", *(str(file.relative_to(source)) for file in files)])
            lines[line] = [f"    {begin.relative_to(root)}:{at} → {end.relative_to(source)}"
                           for (begin, end), at in sorted(arrows.items()) if begin in files and end in files]
    return lines


def faults(lines, known):
    """Each sentence that is wrong about the circles found and the circles listed."""
    for line, arrows in lines.items():
        if line not in known:
            yield "\n".join([f"These files need each other: {line}", *arrows])
    for line in known:
        if line not in lines:
            yield f"This circle is gone; take it out of infra/lint/circles.known: {line}"
    if known != sorted(set(known)):
        yield "The lines of infra/lint/circles.known are not sorted, or one is there twice."


def main(arguments):
    lines = found(ROOT)
    if arguments == ["--list"]:
        print("\n".join(sorted(lines)))
        return
    if arguments:
        sys.exit(__doc__)
    wrong = list(faults(lines, KNOWN.read_text().splitlines()))
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main(sys.argv[1:])
