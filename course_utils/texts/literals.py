"""Which strings of a lesson's code a learner sees, and the same code with other strings in their place.

The rule: docstrings; strings with a blank; words that only `_SHOWS` gets, and names in a list. None of these
if the lesson has the same as a key: in brackets, a comparison or a look-up, or given to its own function.
An f-string is one text, with its places as they stand in the code.
"""

import ast
import inspect
import re

_SHOWS = set(
    "print ask compare show say watch text annotate table legend title suptitle xlabel ylabel set set_title "
    "set_xlabel set_ylabel set_xticks set_yticks set_xticklabels set_yticklabels".split()
)
_SHOWN = {"label", "labels", "title", "xlabel", "ylabel", "unit", "which"}  # by any function
_LOOKS_UP = set("get count index pop load remove".split())
_LOOKS_INTO = set("startswith endswith split find replace removeprefix removesuffix strip".split())
_WORD = re.compile(r"[A-Za-z]{2,}")
_NAME = re.compile(r"[A-Z][a-z]{3,}")  # of a bar or a part, in a list of them
_LINES = re.compile(r"\n(?=.)")


def shown(sources):
    """Return, for each source of a lesson's code cells, the texts in it that a learner sees, in order."""
    trees = [ast.parse(source) for source in sources]
    own = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    found = [_strings(tree, own) for tree in trees]
    uses = [one for strings in found for one in strings]
    keys = [(text, node) for text, use, node in uses if use == "key" or _is_plain_word(text, use)]
    parts = {text for text, use, _ in uses if use == "part"}
    never = {text for text, _ in keys} | parts

    def is_said(text, use, node):
        if use == "doc" or text in never:
            return use == "doc"
        if use == "shown":
            return True
        if any(_fits(node, key) or _fits(other, text) for key, other in keys):
            return False
        holds_part = not isinstance(node, ast.JoinedStr) and any(one in text for one in parts)
        return (" " in text.strip() or _NAME.fullmatch(text)) and not holds_part

    return [list(dict.fromkeys(one[0] for one in strings if is_said(*one))) for strings in found]


def _is_plain_word(text, use):
    return " " not in text and (use == "given" or (use == "" and not _NAME.fullmatch(text)))


def _fits(node, text):
    """Return whether an f-string could come out as a text."""
    if not isinstance(node, ast.JoinedStr):
        return False
    return re.fullmatch("".join(re.escape(one.value) if _is_text(one) else ".*" for one in node.values), text)


def replaced(source, words):
    """Return code with translations in place of its texts, and the texts whose translation doesn't fit in."""
    lines, unfit = source.encode().splitlines(keepends=True), []
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    new = source.encode()
    found = [(text, use, node) for text, use, node in _strings(ast.parse(source)) if text in words]
    for text, use, node in sorted(found, key=lambda one: (-one[2].lineno, -one[2].col_offset)):
        code = _as_code(words[text], node, use)
        if code is None:
            unfit.append(text)
            continue
        first, last = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1]
        new = new[:first] + code.encode() + new[last + node.end_col_offset :]
    if blanked(new.decode()) != blanked(source):
        return source, [text for text, _, _ in found]
    return new.decode(), unfit


def blanked(source):
    """Return what code does without its strings; of an f-string its places remain, in whatever order."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            node.format_spec = ast.Name(_template(node.format_spec))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            node.values = sorted((one for one in node.values if not _is_text(one)), key=ast.dump)
        elif _is_text(node):
            node.value, node.kind = "", None
    return ast.dump(tree)


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _strings(tree, own=()):
    """Return text, use and node of all strings: "doc", "shown", "given", "key", "part", or ""."""
    found = []

    def visit(node, use):
        for name, value in ast.iter_fields(node):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, ast.AST):
                    visit_part(node, name, one, use)

    def visit_part(node, name, one, use):
        if isinstance(node, ast.Call):
            use = "key" if name == "func" else _use_by(node, own)
        elif isinstance(node, ast.keyword):
            use = "shown" if node.arg in _SHOWN else use if use in ("key", "part") else "given"
        elif isinstance(node, ast.Compare):
            use = "part" if name == "left" and isinstance(node.ops[0], (ast.In, ast.NotIn)) else "key"
        elif isinstance(node, ast.Subscript) and name == "slice":
            use = "key"
        elif isinstance(node, ast.stmt):
            use = ""
        if _is_text(one):
            is_doc = isinstance(node, ast.Expr) and one.col_offset
            text, use = (inspect.cleandoc(one.value), "doc") if is_doc else (one.value, use)
            if _WORD.search(text):
                found.append((text, use, one))
        elif isinstance(one, ast.JoinedStr):
            if _WORD.search("".join(part.value for part in one.values if _is_text(part))):
                found.append((_template(one), use, one))
            inside = [part for part in ast.walk(one) if _is_text(part) and part not in one.values]
            found.extend((part.value, "key", part) for part in inside)  # it has no place of its own
        else:
            visit(one, use)

    visit(tree, "")
    return found


def _use_by(call, own):
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name in _LOOKS_INTO:
        return "part"
    return "key" if name in own or name in _LOOKS_UP else "shown" if name in _SHOWS else "given"


def _template(node):
    """Return an f-string as the text between its quotes."""
    parts = []
    for one in node.values:
        if _is_text(one):
            parts.append(one.value.replace("{", "{{").replace("}", "}}"))
        else:
            how = "" if one.conversion == -1 else f"!{chr(one.conversion)}"
            how += f":{_template(one.format_spec)}" if one.format_spec else ""
            parts.append(f"{{{ast.unparse(one.value)}{how}}}")
    return "".join(parts)


def _as_code(text, node, use):
    """Return the code of a string with a text in the place of another's, None if that can't be."""
    body = text.replace("\\", "\\\\")
    if use == "doc":
        body = _LINES.sub("\n" + " " * node.col_offset, body)
        body += "\n" + " " * node.col_offset if node.end_lineno > node.lineno else ""
        options = ['"""{}"""', "'''{}'''"]
    else:
        body = body.replace("\n", "\\n").replace("\t", "\\t")
        kind = "f" if isinstance(node, ast.JoinedStr) else ""
        options = [f"{kind}{quotes}{{}}{quotes}" for quotes in ('"', "'", '"""', "'''")]
    for option in options:
        code = option.format(body)
        try:
            if blanked(code) == blanked(ast.unparse(node)):
                return code
        except SyntaxError:
            continue
    return None
