"""The guards that `mutate.py` takes away, one at a time, and the tests that have to notice.

A guard is a piece of text that stands in its file, and what stands there without it. Files of the runtime are those of
`templates/wixapi/`, as which they stand in `generated/` too.
"""

from __future__ import annotations

from dataclasses import dataclass

OFF, NEVER = "if False:", "False"


@dataclass(frozen=True)
class Guard:
    """A guard.

    Attributes:
        kind: What it guards, for the table.
        file: Where it stands, below `generator/wixgen/` or `templates/wixapi/`.
        text: The guard.
        without: What stands there without it.
        tests: What is given to pytest.
    """

    kind: str
    file: str
    text: str
    without: str
    tests: str


def _of(kind: str, file: str, tests: str, *pairs: tuple[str, str]) -> list[Guard]:
    return [Guard(kind, file, text, without, tests) for text, without in pairs]


_EMIT = "tests/generator/emit/test_escaping.py tests/generator/emit/test_literals.py"
_SOURCE = "tests/generator/spec/test_broken.py tests/generator/spec/test_source.py"
_WRITER = "tests/generator/building/test_writer.py"
_POWER = "tests/generator/building/test_power_loss.py"
_BAD_PAGES = "tests/pages/parse/test_bad_pages.py -k"
_JWT = "tests/runtime/test_jwt.py"
_RETRY = "tests/attack/test_guards.py tests/attack/test_retries.py tests/runtime/test_retry.py"
_SIZES = "tests/attack/test_sizes.py"
_LATE = "tests/attack/test_deadlines.py tests/attack/test_tls_in_tls.py"
_ODD = "tests/attack/test_odd_arguments.py"
_STORE = "tests/inbox/test_stores.py -k SQLite"
_WORKER = "tests/inbox/test_worker.py tests/attack/test_guards.py"
_CLOCK = "tests/inbox/test_clock_steps.py"
_SQLITE = "tests/inbox/test_sqlite.py"
_SQL = "inbox/_sqlite_sql.py"

GUARDS: list[Guard] = [
    *_of(
        "escaping",
        "emit/escaping.py",
        _EMIT,
        (
            'body = text.replace("\\\\", "\\\\\\\\").replace(quote, "\\\\" + quote)',
            'body = text.replace(quote, "\\\\" + quote)',
        ),
        (
            'body = text.replace("\\\\", "\\\\\\\\").replace(quote, "\\\\" + quote)',
            'body = text.replace("\\\\", "\\\\\\\\")',
        ),
        (
            "return quote + _UNSHOWN.sub(_python_escape, body) + quote",
            "return quote + body + quote",
        ),
        (""".replace('\"\"\"', '\\\\"\\\\"\\\\"')""", ""),
        (
            '_LINE_END.sub("\\n", text).replace("\\\\", "\\\\\\\\")',
            '_LINE_END.sub("\\n", text)',
        ),
        ("_DIRECTIVE.sub(_with_backslash, _one_line(text))", "_one_line(text)"),
        (
            "_DIRECTIVE.sub(_with_backslash, _one_line(text))",
            "_DIRECTIVE.sub(_with_backslash, text)",
        ),
        (
            "if not (text.isascii() and text.isidentifier()) or keyword.iskeyword(text):",
            OFF,
        ),
        ("if not _URL_PATH.fullmatch(text):", OFF),
        (
            "return _MARKUP.sub(_markdown_escape, _one_line(text))",
            "return _one_line(text)",
        ),
        ("if _WEB_ADDRESS.fullmatch(url) else shown", "if url else shown"),
        (
            """body = sound.replace("\\\\", "\\\\\\\\").replace('"', '\\\\"')""",
            "body = sound",
        ),
    ),
    *_of(
        "literals",
        "emit/literals.py",
        "tests/attack/test_guards.py tests/generator/emit/test_literals.py tests/attack/test_injection.py",
        ('f"{string_literal(name)}: {data(item)}"', "f\"'{name}': {data(item)}\""),
        (
            "string_literal(value) if isinstance(value, str) else repr(value)",
            "f'\"{value}\"' if isinstance(value, str) else repr(value)",
        ),
        (
            "arguments.append(identifier(call.argument))",
            "arguments.append(call.argument)",
        ),
    ),
    *_of(
        "YAML",
        "spec/source.py",
        _SOURCE,
        ("if len(self.stack) >= MAX_DEPTH:", OFF),
        ("if self.nodes > MAX_NODES:", OFF),
        ("if len(data) > MAX_BYTES:", OFF),
        ("if event.anchor is not None:", OFF),
        ("elif event.tag is not None:", "elif False:"),
        ("if first is key.place:", "if True:"),
        (
            "elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:",
            "elif False:",
        ),
        (
            "if found := _NOT_YAML.search(text):",
            "if (found := _NOT_YAML.search(text)) and not text:",
        ),
        (
            "math.isfinite(value := float(source))",
            "(value := float(source)) is not None",
        ),
    ),
    *_of(
        "words of the language",
        "spec/values.py",
        "tests/generator/spec/test_broken.py tests/attack/test_injection.py -k 'broken or spec or one_place'",
        ("if self.pattern and not re.fullmatch(self.pattern, node.value):", OFF),
        ("if len(node.value) > self.max_length:", OFF),
    ),
    *_of(
        "names of the language",
        "spec/shapes.py",
        "tests/generator/spec/test_broken.py tests/attack/test_injection.py -k 'broken or spec or one_place'",
        ("if re.fullmatch(self.pattern, name):", "if True:"),
    ),
    *_of(
        "addresses",
        "spec/paths.py",
        "tests/generator/spec/test_broken.py",
        ("if not _SEGMENT.fullmatch(segment):", OFF),
        ("if verb not in VERBS:", OFF),
        ('if not _PLACEHOLDER.sub("", segment).strip(".") and', 'if "" and'),
    ),
    *_of(
        "links and pipes",
        "building/out_reader.py",
        f"{_WRITER} tests/generator/cli/test_links_and_pipes.py",
        ("if not stat.S_ISREG(mode):", OFF),
        ("if mode and not stat.S_ISDIR(mode):", OFF),
    ),
    *_of(
        "links and pipes",
        "reading.py",
        "tests/generator/cli/test_links_and_pipes.py",
        ("if not stat.S_ISREG(mode):", OFF),
    ),
    *_of(
        "links and pipes",
        "cli/spec_writing.py",
        "tests/generator/cli/test_links_and_pipes.py",
        ("if (schemas / folder).is_symlink():", OFF),
    ),
    *_of(
        "locks",
        "building/lock.py",
        "tests/generator/cli/test_specs_at_once.py",
        ("fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)", "pass"),
    ),
    *_of(
        "what a kill leaves",
        "cli/spec_writing.py",
        "tests/generator/cli/test_specs_at_once.py",
        ("        clear_staged(schemas)\n", ""),
    ),
    *_of(
        "what a kill leaves",
        "files.py",
        "tests/generator/cli/test_specs_at_once.py",
        ("filter(_STAGED.fullmatch, names)", "names"),
    ),
    *_of(
        "power loss",
        "files.py",
        _POWER,
        ("            os.fsync(file.fileno())\n", ""),
        ("    sync_folders([path.parent])\n", ""),
    ),
    *_of(
        "power loss",
        "building/writer.py",
        f"{_POWER} {_WRITER}",
        ("    sync_files([*staging.iterdir()])\n", ""),
        ('os.replace(staging / "journal", plan.out / MANIFEST_NAME)', "pass"),
        ("    sync_folders(_folders_of(plan.out, [*replaced, *plan.removals]))\n", ""),
        ("if path not in manifest.files and path not in manifest.pending:", OFF),
    ),
    *_of(
        "files of others",
        "building/writer.py",
        _WRITER,
        ("if plan.foreign:", OFF),
        ("if plan.edited and not force:", OFF),
        ("    _require_writable(plan.out, [*replaced, *plan.removals])\n", ""),
        ("fault = path_fault(after)", "fault = None"),
        ("shutil.rmtree(staging, ignore_errors=True)", "pass"),
    ),
    *_of(
        "manifest",
        "building/manifest.py",
        _WRITER,
        ("    _require_types(place, entries)\n", ""),
        ('if entries["version"] not in _VERSIONS:', OFF),
    ),
    *_of(
        "distrust",
        "building/state.py",
        "tests/generator/building/test_distrust.py",
        (
            'return check or os.environ.get("CI", "")',
            'return bool("") and os.environ.get("CI", "")',
        ),
        ("return check or os.environ", "return os.environ"),
    ),
    *_of(
        "bounds of pages",
        "pages/grouping.py",
        f"{_BAD_PAGES} 'limit or test_refused'",
        ("if count > MAX_ENTRIES:", OFF),
        ("if (entry.indent or 0) > MAX_INDENT:", OFF),
        (
            "elif len(text) > MAX_PAGE * max(1, len(_PAGE.findall(text))):",
            "elif False:",
        ),
        ("if len(required) > MAX_REQUIRED:", OFF),
    ),
    *_of(
        "bounds of pages",
        "cli/page_files.py",
        f"{_BAD_PAGES} beyond_all_bounds",
        ("if len(data) > MAX_BYTES:", OFF),
    ),
    *_of(
        "bounds of fetching",
        "fetching/bodies.py",
        "tests/fetching/test_answers.py",
        ("if len(body) > limit:", OFF),
        ("if not unpacker.is_done:", OFF),
    ),
    *_of(
        "signatures",
        "_webhooks/token_verifier.py",
        _JWT,
        ("if any(_is_signed(signed, key, proof) for key in self._keys):", "if True:"),
        ('if members.get("alg") != "RS256":', OFF),
        (
            'if members.keys() & {"b64", "crit"} or not isinstance(members.get("kid", ""), str):',
            OFF,
        ),
        ('base64.urlsafe_b64encode(content).rstrip(b"=") != part', NEVER),
        (
            'if "exp" in claims and _seconds(claims, "exp") <= time.time() - self._leeway:',
            OFF,
        ),
        ('        self._require_past(claims, "nbf")\n', ""),
        ('if claims["iss"] != issuer:', OFF),
        ("if not (isinstance(audience, list) and self._app_id in audience):", OFF),
        ("and 0 <= value <= MAX_LEEWAY", ""),
    ),
    *_of(
        "signatures of plugins",
        "_webhooks/token_verifier.py",
        "tests/runtime/test_service_plugins.py tests/runtime/test_plugins.py",
        ('if claims.get("iss") != WIX:', OFF),
        ('if "exp" not in claims:', OFF),
        ("if self._app_id is None:\n            raise", "if False:\n            raise"),
    ),
    *_of(
        "sizes",
        "_webhooks/bodies.py",
        "tests/package/test_webhooks.py tests/runtime/test_webhooks.py tests/runtime/test_jwt.py",
        ("if length > MAX_BYTES:", OFF),
    ),
    *_of(
        "retries",
        "_http/retry.py",
        _RETRY,
        ("if attempt >= self.max_retries or not", "if not"),
        (
            "return repeatable and outcome.status_code in RETRIED_STATUSES",
            "return outcome.status_code in RETRIED_STATUSES",
        ),
        ("(repeatable and is_transient(outcome))", "is_transient(outcome)"),
        ("if asked > LONGEST_RETRY_AFTER if left is None else asked >= left:", OFF),
        (
            "return seconds if left is None or seconds < left else None",
            "return seconds",
        ),
        ("if self._tokens < 1:", OFF),
        ('return "407" not in str(error)', "return True"),
        ("if len(text) > _LONGEST_DATE:", OFF),
        (
            "self._tokens = min(self._full, self._tokens + (taken or self._refund))",
            "self._tokens += taken or self._refund",
        ),
    ),
    *_of(
        "budget",
        "_http/call.py",
        _RETRY,
        ("if pause is None or not self._budget.take():", "if pause is None:"),
    ),
    *_of(
        "redirects and credentials",
        "_http/client.py",
        "tests/attack/test_redirects.py",
        (
            "request, auth=None, follow_redirects=False, stream=True",
            "request, auth=None, follow_redirects=True, stream=True",
        ),
    ),
    *_of(
        "redirects and credentials",
        "_http/call.py",
        "tests/attack/test_guards.py tests/attack/test_redirects.py tests/runtime/test_contents.py tests/attack/test_secrets.py",
        (
            "if self._target.is_elsewhere:\n            return merged(",
            "if False:\n            return merged(",
        ),
        ("for name in SECRETS - headers.keys():", "for name in ():"),
        ('rejected is None or "authorization" in own:', "rejected is None:"),
        ("told.request = without_secrets(told.request, is_elsewhere)", "pass"),
    ),
    *_of(
        "secrets",
        "_auth/redacted.py",
        "tests/attack/test_guards.py tests/attack/test_secrets.py",
        ('return f"<{len(self)} hidden>"', "return super().__repr__()"),
    ),
    *_of(
        "sizes",
        "_http/call.py",
        _SIZES,
        ("if consistent and len(consistent) <= LONGEST_CONSISTENT:", "if consistent:"),
        (
            "is_short = self._name == ACCESS_TOKEN or not 200 <= status <= 299",
            "is_short = False",
        ),
    ),
    *_of(
        "sizes",
        "_http/body.py",
        _SIZES,
        ("if self._most is not None and self._count > self._most:", OFF),
        (
            "if library_of(response) is httpx2 and known == names:",
            "if True:",
        ),
        ('if _is_known(each.partition(";")[0])', ""),
        ("[name for name in names if _is_known(name)]", "names"),
    ),
    *_of(
        "sizes",
        "_auth/tokens.py",
        _SIZES,
        ("and 0 < len(value) <= _LONGEST_TOKEN", "and value"),
    ),
    *_of(
        "deadlines",
        "_http/call.py",
        f"tests/attack/test_guards.py {_LATE} tests/runtime/test_faults.py",
        ("if seconds <= 0:", OFF),
        (
            "return min((end for end in (ends, self._ends) if end is not None), default=None)",
            "return None",
        ),
    ),
    *_of(
        "deadlines",
        "_http/network.py",
        _LATE,
        (
            "return self._stream.read(max_bytes, left(timeout, httpcore2.ReadTimeout))",
            "return self._stream.read(max_bytes, timeout)",
        ),
        (
            "for start in range(0, len(buffer), _PIECE):",
            "for start in range(0, len(buffer), len(buffer)):",
        ),
        ('if self.get_extra_info("ssl_object") is not None:', OFF),
    ),
    *_of(
        "arguments",
        "_options.py",
        _ODD,
        (
            "if not (isinstance(value, str) and value.isascii() and value.isprintable()):",
            OFF,
        ),
        ("if name.lower() in _FRAMING:", OFF),
        ("if _HALF_A_PAIR.search(value):", OFF),
        ("if not (isinstance(name, str) and _HEADER_NAME.fullmatch(name)):", OFF),
        ('part.lower().replace("%2e", ".") in {".", ".."}', 'part in {".", ".."}'),
    ),
    *_of(
        "arguments",
        "_http/request.py",
        f"tests/attack/test_guards.py {_ODD} tests/runtime/test_request.py",
        ('quote(plain_text(part), safe="")', "plain_text(part)"),
        (
            'elif _parts(value) in ([], ["."], [".."]) or "" in _parts(value):',
            "elif False:",
        ),
        ("if sum(bodies) > 1:", OFF),
        (
            'if not url.isprintable() or any(character in url for character in " \\\\#"):',
            OFF,
        ),
    ),
    *_of(
        "tokens",
        "_auth/tokens.py",
        "tests/runtime/test_tokens.py tests/runtime/test_auth.py",
        (
            "is_up = flight is not None and not (flight.done() or flight.is_lost())",
            "is_up = False",
        ),
        ("if self._token is not None and self._token.value == value:", "if True:"),
        (
            "self._token is not None and time.monotonic() < self._good_until",
            "self._token is not None",
        ),
        ("and value.isprintable()", ""),
    ),
    *_of(
        "heads",
        _SQL,
        f"{_STORE}",
        ("AND e.leased_until <= :now", ""),
        ("AND held.leased_until > :now", "AND 0"),
        ("AND e.is_head = 1 AND e.due_at", "AND e.due_at"),
        ("AND e.due_at <= :now", ""),
        (
            "WHERE key = :key AND lease = :lease AND status",
            "WHERE key = :key AND status",
        ),
        ("WHERE o.entity = e.entity AND o.status IN ('pending', 'parked')", "WHERE 0"),
        ("newer.status = 'done'", "newer.status <> ''"),
    ),
    *_of(
        "inbox's file",
        "inbox/_sqlite_file.py",
        f"{_SQLITE} tests/attack/test_guards.py tests/inbox/test_receive.py -k 'not server or guards'",
        ("PRAGMA synchronous=FULL", "PRAGMA synchronous=OFF"),
        ("touch(mode=0o600)", "touch()"),
        ("if version > len(sql.STEPS):", OFF),
        ("if self._connection and self._inode != _inode(self.path):", OFF),
        ("    os.register_at_fork(after_in_child=_leave_parent)", "    pass"),
    ),
    *_of(
        "clock",
        "inbox/_sqlite_time.py",
        _CLOCK,
        ("self._shift += max(0.0, self._last - told)", "pass"),
        (
            "max(time.time(), _newest(connection)) - self._source()",
            "time.time() - self._source()",
        ),
        ("    connection.execute(sql.FORGET_BOOTS, values)\n", ""),
    ),
    *_of(
        "leases",
        "inbox/_heartbeat.py",
        _WORKER,
        ("self._store.extend(claim, self._lease)", "pass"),
        ("self._end.wait(self._lease / 3)", "self._end.wait(self._lease)"),
    ),
    *_of(
        "workers",
        "inbox/_worker.py",
        _WORKER,
        ("if claim.attempt > settings.max_attempts:", OFF),
        ('if claim.is_stale and settings.stale == "drop":', OFF),
        ("if call.name not in claim.succeeded", "if call.name"),
        ('.replace("\\0", "?")', ""),
        ("if claim.attempt < self._settings.max_attempts:", "if True:"),
    ),
]
