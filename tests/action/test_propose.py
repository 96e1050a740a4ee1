"""The action's script: one pull request, found again, brought up to date, closed, and left to people."""

from __future__ import annotations

from typing import Any

import pytest

from support.action import (
    ANSWER,
    BRANCH,
    FILES,
    NOTHING,
    PROJECT,
    TOKEN,
    World,
    repository,
)

BREAKING = ANSWER | {"verdict": "breaking", "title": "shop.carts: 1 break"}
OTHER_FILES = {"schemas/shop/carts.yaml": "resource: carts\nwith: other\n"}
LOCK = "schemas/pages.lock"


def calls(world: World) -> list[str]:
    """The commands that `gh` was called with, but for those that only look."""
    made = (" ".join(call[:2]) for call in world.hub["calls"])
    return [call for call in made if call != "pr list"]


def test_a_change_becomes_a_pull_request(world: World) -> None:
    """What wixgen changed is one commit of the bot on the branch, and the report is the text of the pull request."""
    world.has_processes = True
    step = world.step(labels="docs, sdk")
    request = world.requests[0]
    log = world.git("log", "-1", "--format=%an <%ae>%n%s", BRANCH, at=world.remote)

    assert 0 == step.code
    assert {
        "changed": "true",
        "verdict": "additive",
        "version": "0.2.0",
        "pr-url": request["url"],
    } == step.outputs
    assert dict.fromkeys(FILES, "M") == world.changed()
    assert (
        "wixgen[bot] <wixgen[bot]@users.noreply.github.com>\nshop.carts: 1 addition"
        == log
    )
    assert ("shop.carts: 1 addition", "main", False, ["docs", "sdk"]) == (
        request["title"],
        request["baseRefName"],
        request["isDraft"],
        request["labels"],
    )
    assert request["body"].startswith("## What changed\n")
    assert step.summary.startswith("## What changed\n")


def test_the_same_difference_is_pushed_once(world: World) -> None:
    """A second run, and one after unrelated commits to the base, touch neither branch nor pull request."""
    world.step()
    first = world.branches()[BRANCH]
    world.step()
    world.commit_to("main", {"notes.md": "unrelated"})
    step = world.step()

    assert first == world.branches()[BRANCH]
    assert ["pr create"] == calls(world)
    assert world.requests[0]["url"] == step.outputs["pr-url"]


def test_another_difference_replaces_the_first(world: World) -> None:
    """The branch is put on top of the base as it is now, with title and text of the new difference."""
    world.step()
    world.commit_to("main", {"notes.md": "unrelated"})
    answer = ANSWER | {"title": "shop.carts: another"}
    world.step(OTHER_FILES, answer, report="## Another\n")
    request = world.requests[0]
    behind = world.git("rev-list", "--count", f"{BRANCH}..main", at=world.remote)

    assert ["pr create", "pr edit"] == calls(world)
    assert dict.fromkeys(OTHER_FILES, "M") == world.changed()
    assert "0" == behind
    assert "shop.carts: another" == request["title"]
    assert request["body"].startswith("## Another\n")


def test_a_pull_request_is_closed_when_the_difference_is_gone(world: World) -> None:
    """It says why, the branch is deleted, and a later difference begins anew."""
    world.step()
    step = world.step({}, NOTHING)
    closed = world.requests[0]

    assert {"main"} == world.branches().keys()
    assert ("CLOSED", 1) == (closed["state"], len(closed["comments"]))
    assert ("false", "") == (step.outputs["changed"], step.outputs["pr-url"])

    world.step()

    assert ["CLOSED", "OPEN"] == [request["state"] for request in world.requests]


def test_nothing_to_do_does_nothing(world: World) -> None:
    """Without a difference and a pull request, nothing is made."""
    step = world.step({}, NOTHING)

    assert 0 == step.code
    assert ([], {"main"}) == (calls(world), world.branches().keys())


@pytest.mark.parametrize("answer", [ANSWER, NOTHING])
def test_a_branch_that_a_person_committed_to_is_left_alone(
    world: World, answer: dict[str, Any]
) -> None:
    """Whether there is another difference or none any more: the log and a notice say whose it is."""
    world.step()
    world.commit_to(BRANCH, {"schemas/shop/carts.yaml": "resource: carts\nby: hand\n"})
    before = world.branches()
    files = OTHER_FILES if answer["changed"] else {}
    step = world.step(files, answer)

    assert (0, before) == (step.code, world.branches())
    assert ["pr create"] == calls(world)
    assert "::notice" in step.log
    assert "Jane Doe committed to it" in step.log


def test_a_person_s_branch_is_free_once_it_is_merged(world: World) -> None:
    """Where a merge leaves the branch behind, the next difference takes its place."""
    world.step()
    world.commit_to(BRANCH, {"notes.md": "by hand"})
    merged = world.branches()[BRANCH]
    world.alter_hub(state="MERGED", headRefOid=merged)
    world.commit_to("main", FILES | {"notes.md": "by hand"})
    world.step(OTHER_FILES)

    assert ["MERGED", "OPEN"] == [request["state"] for request in world.requests]
    assert dict.fromkeys(OTHER_FILES, "M") == world.changed()


def test_who_commits_meanwhile_loses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A branch that changed since it was looked at is not replaced: the step fails, and the next run sees whose it is."""
    world.step()
    push = repository.Repository.push

    def slowly(*arguments: object) -> None:
        world.commit_to(BRANCH, {"notes.md": "by hand"})
        push(*arguments)

    monkeypatch.setattr("repository.Repository.push", slowly)
    step = world.step(OTHER_FILES)

    assert 1 == step.code
    assert "notes.md" in world.changed()


def test_a_commit_that_a_person_amended_is_a_persons(world: World) -> None:
    """The committer counts, too, whoever stands as the author."""
    world.step()
    other = world.folder / "amending"
    world.git("clone", "-q", "-b", BRANCH, world.remote.as_uri(), str(other))
    person = ("-c", "user.name=Max Roe", "-c", "user.email=max@acme.test")
    world.git(*person, "commit", "-q", "--amend", "-m", "Better words", at=other)
    world.git("push", "-q", "-f", "origin", BRANCH, at=other)
    before = world.branches()
    step = world.step(OTHER_FILES)

    assert before == world.branches()
    assert "Max Roe committed to it" in step.log


def test_a_person_is_found_in_a_shallow_checkout(world: World) -> None:
    """The usual checkout has one commit; those of the base are not taken for a person's, and those of people are found."""
    world.step()
    world.commit_to("main", {"notes.md": "unrelated"})
    world.commit_to("main", {"notes.md": "more"})
    world.clone(depth=1)
    replaced = world.step(OTHER_FILES, anew=False)
    bots = world.branches()[BRANCH]
    world.commit_to(BRANCH, {"notes.md": "by hand"})
    world.clone(depth=1)
    left = world.step(anew=False)

    assert (0, 0) == (replaced.code, left.code)
    assert dict.fromkeys(OTHER_FILES, "M") | {"notes.md": "M"} == world.changed()
    assert bots == world.git("rev-parse", f"{BRANCH}^", at=world.remote)


def test_what_breaks_is_a_draft_until_it_no_longer_does(world: World) -> None:
    """The state follows the verdict."""
    world.step(answer=BREAKING)
    first = world.requests[0]["isDraft"]
    world.step(OTHER_FILES)
    second = world.requests[0]["isDraft"]
    world.step(answer=BREAKING)

    assert (True, False, True) == (first, second, world.requests[0]["isDraft"])


def test_a_person_decides_about_a_draft_that_stays_as_it_is(world: World) -> None:
    """One that was made ready by hand is not made a draft again while the verdict and the difference are the same."""
    world.step(answer=BREAKING)
    world.alter_hub(isDraft=False)
    world.step(answer=BREAKING)

    assert not world.requests[0]["isDraft"]


@pytest.mark.parametrize(
    ("draft", "expected"), [("always", True), ("never", False), ("breaking", False)]
)
def test_drafts_can_be_asked_for(world: World, draft: str, expected: bool) -> None:
    """`draft` says when a pull request is one."""
    world.step(draft=draft)

    assert expected == world.requests[0]["isDraft"]


def test_a_token_that_may_not_change_a_draft_does_no_harm(world: World) -> None:
    """The token of a workflow may not, in many repositories: a warning says so, and all else is done."""
    world.step()
    world.alter_hub(failures={"pr ready": "Resource not accessible by integration"})
    step = world.step(OTHER_FILES, BREAKING)

    assert 0 == step.code
    assert "shop.carts: 1 break" == world.requests[0]["title"]
    assert "could not be made a draft: Resource not accessible" in step.log


def test_a_repository_without_drafts_gets_no_draft(world: World) -> None:
    """Where GitHub refuses drafts, the pull request is opened all the same."""
    world.alter_hub(
        failures={"--draft": "Draft pull requests are not supported in this repository"}
    )
    step = world.step(answer=BREAKING)

    assert (0, [False]) == (step.code, [one["isDraft"] for one in world.requests])


def test_a_pull_request_that_may_not_be_opened_says_where_to_allow_it(
    world: World,
) -> None:
    """The step fails with the setting to change; the next run needs no other difference to go on."""
    refusal = "GitHub Actions is not permitted to create or approve pull requests"
    world.alter_hub(failures={"pr create": refusal})
    step = world.step()
    world.alter_hub(failures={})
    world.step()

    assert 1 == step.code
    assert "Allow GitHub Actions to create and approve pull requests" in step.log
    assert 1 == len(world.requests)


def test_a_pull_request_that_a_person_closed_stays_closed(world: World) -> None:
    """The same difference isn't proposed again; another one is."""
    world.step()
    world.alter_hub(state="CLOSED")
    world.step()
    before = len(world.requests)
    world.step(OTHER_FILES)

    assert (1, 2) == (before, len(world.requests))


def test_a_fork_s_branch_of_that_name_is_another(world: World) -> None:
    """A pull request from a fork whose branch has the same name isn't taken for the action's."""
    world.step()
    world.alter_hub(isCrossRepository=True)
    world.step(OTHER_FILES)

    assert ["pr create", "pr create"] == calls(world)


def test_a_branch_serves_one_base(world: World) -> None:
    """A pull request of the branch into another base is an error, and stays as it is."""
    world.step()
    world.alter_hub(baseRefName="stable")
    before = world.branches()
    step = world.step(OTHER_FILES)

    assert (1, before) == (step.code, world.branches())
    assert "into stable" in step.log


def test_forks_only_check(world: World) -> None:
    """In a fork nothing is written or pushed; the outputs say what there would be."""
    world.event["repository"]["fork"] = True
    step = world.step()

    assert (0, "true", "") == (
        step.code,
        step.outputs["changed"],
        step.outputs["pr-url"],
    )
    assert "--check" in world.play["calls"][0]
    assert ([], {"main"}) == (world.hub["calls"], world.branches().keys())


@pytest.mark.parametrize("path", [LOCK, "pages/shop/carts.md"])
def test_a_check_sees_what_would_be_proposed(world: World, path: str) -> None:
    """Of what wixgen would write, a lock that changes alone and pages that nobody commits are nothing."""
    world.event["repository"]["fork"] = True
    step = world.step(answer=ANSWER | {"written": [path]})

    assert (0, "false") == (step.code, step.outputs["changed"])


def test_pull_requests_only_check(world: World) -> None:
    """So it is for pull requests, of forks above all."""
    step = world.step(GITHUB_EVENT_NAME="pull_request")

    assert (0, {"main"}) == (step.code, world.branches().keys())
    assert "--check" in world.play["calls"][0]


def test_without_the_right_to_push_it_only_checks(world: World) -> None:
    """A remote that refuses to be pushed to is told of by a notice."""
    world.clone()
    nowhere = (world.folder / "nowhere").as_uri()
    world.git("remote", "set-url", "--push", "origin", nowhere, at=world.checkout)
    step = world.step(anew=False)

    assert (0, [], {"main"}) == (step.code, world.hub["calls"], world.branches().keys())
    assert "nothing can be pushed to the repository" in step.log
    assert "--check" in world.play["calls"][0]


LEFT = ANSWER | {
    "resources": [{"resource": "shop.tags", "state": "left", "why": "page is empty"}],
    "stages": [{"stage": "import", "verdict": "failed", "says": "3 pages read"}],
}


def test_what_was_left_is_a_warning_where_the_rest_changed(world: World) -> None:
    """Exit code 2 with changes: the pull request is made, and the step says what was left."""
    step = world.step(answer=LEFT, code=2)

    assert (0, 1) == (step.code, len(world.requests))
    assert (
        "::warning title=wixgen update::left as it was: shop.tags: page is empty"
        in (step.log.splitlines())
    )


def test_a_stage_that_failed_is_told_where_no_resource_is(world: World) -> None:
    """A page that can't be fetched may belong to no resource; where one tells why, the stage says nothing more."""
    told = [
        [
            line
            for line in world.step(answer=answer, code=2).log.splitlines()
            if "failed" in line
        ]
        for answer in (LEFT, LEFT | {"resources": []})
    ]

    assert [
        [],
        ["::warning title=wixgen update::import failed: 3 pages read"],
    ] == told


def test_what_was_left_is_an_error_where_nothing_changed(world: World) -> None:
    """Exit code 2 without changes: the step fails with wixgen's words, and the pull request stays."""
    world.step()
    before = world.branches()
    step = world.step({}, NOTHING, code=2, said="error: page is empty\nhelp: look")

    assert (2, before) == (step.code, world.branches())
    assert "::error title=wixgen update::error: page is empty%0Ahelp: look" in step.log
    assert "OPEN" == world.requests[0]["state"]


@pytest.mark.parametrize("answer", [None, NOTHING])
def test_a_portal_that_is_not_trusted_changes_nothing(
    world: World, answer: dict[str, Any] | None
) -> None:
    """Exit code 3: the step fails with wixgen's words, and the pull request stays."""
    world.step()
    before = world.branches()
    said = "412 pages\nerror: 300 of 412 pages look lost"
    step = world.step({LOCK: "noted"}, answer, code=3, said=said, report=None)

    assert (3, before) == (step.code, world.branches())
    assert "::error title=wixgen update::error: 300 of 412 pages look lost" in step.log
    assert ["pr create"] == calls(world)


def test_a_wixgen_that_says_nothing_is_an_error(world: World) -> None:
    """Without the object that `--format json` promises, nothing is believed."""
    world.step()
    step = world.step({}, None)

    assert (1, "OPEN") == (step.code, world.requests[0]["state"])


def test_a_project_that_commits_no_package_gets_none(world: World) -> None:
    """Package and pages are proposed only where they are committed already; new specs always are."""
    folder = world.folder / "bare-project"
    folder.mkdir()
    other = World(folder)
    other.begin({path: PROJECT[path] for path in ("pyproject.toml", LOCK)})
    files = {
        "schemas/shop/tags.yaml": "resource: tags\n",
        "generated/wixapi/shop.py": "a = 2\n",
        "pages/shop/tags.md": "# Tags\n",
        LOCK: "version = 2\n",
    }
    other.step(files)

    assert {"schemas/shop/tags.yaml": "A", LOCK: "M"} == other.changed()


def test_only_what_wixgen_changed_is_committed(world: World) -> None:
    """What lay about in the checkout before isn't, nor is the report; what is deleted is."""
    world.clone()
    (world.checkout / "left-over.txt").write_text("of another step", encoding="utf-8")
    files = {
        "generated/wixapi/shop.py": None,
        "generated/wixapi/new name.py": "a = 3\n",
    }
    step = world.step(files, anew=False, INPUT_REPORT="report.md")

    assert 0 == step.code
    assert {
        "generated/wixapi/shop.py": "D",
        "generated/wixapi/new name.py": "A",
    } == world.changed()
    assert "main" == world.git("branch", "--show-current", at=world.checkout)


def test_a_project_may_be_a_folder_of_the_repository(world: World) -> None:
    """Settings say where its folders are, seen from it."""
    folder = world.folder / "nested"
    folder.mkdir()
    other = World(folder)
    settings = '[tool.wixgen]\nschemas = "specs"\nout = "made"\n'
    other.begin({"sdk/pyproject.toml": settings, "readme.md": "all\n"})
    files = {"specs/shop/tags.yaml": "resource: tags\n", "made/wixapi.py": "a = 1\n"}
    other.step(files, project="sdk")

    assert {"sdk/specs/shop/tags.yaml": "A"} == other.changed()


def test_what_stands_beside_the_project_is_committed_too(world: World) -> None:
    """Settings and arguments may lead out of the project's folder, such as to the changelog of the repository."""
    world.commit_to("main", {"sdk/pyproject.toml": "[tool.wixgen]\n", "NEWS.md": ""})
    files = {"../NEWS.md": "More\n", "schemas/shop/carts.yaml": "resource: carts\n"}
    world.clone()
    world.step(files, project="sdk", args="--changelog ../NEWS.md", anew=False)

    assert {"NEWS.md": "M", "sdk/schemas/shop/carts.yaml": "A"} == world.changed()


def test_the_lock_alone_is_no_pull_request_but_is_remembered(world: World) -> None:
    """What was seen and not believed yet is kept where no branch shows it, so the next run counts on from there."""
    step = world.step({LOCK: "seen = 1\n"})
    kept = world.git("show", f"refs/wixgen/{BRANCH}:pages.lock", at=world.remote)
    world.step({LOCK: "seen = 2\n"} | FILES)
    seen = world.play["calls"][0]

    assert ("false", 1) == (step.outputs["changed"], len(world.requests))
    assert "seen = 1" == kept
    assert "--seen" in seen
    assert dict.fromkeys([*FILES, LOCK], "M") == world.changed()

    world.step({}, NOTHING)

    assert "" == world.git("ls-remote", str(world.remote), "refs/wixgen/*")


def test_the_first_lock_is_proposed(world: World) -> None:
    """Where the repository has none, it is new to people."""
    world.git("rm", "-q", LOCK, at=world.checkout)
    world.commit(world.checkout, "No lock")
    world.git("push", "-q", "origin", "main", at=world.checkout)
    world.step({LOCK: "version = 1\n"})

    assert {LOCK: "A"} == world.changed()


def test_another_lock_is_no_reason_to_push(world: World) -> None:
    """What a server says of its pages may change in each run; the difference of the specs counts."""
    world.step({LOCK: "etag = 1\n"} | FILES)
    before = world.branches()
    world.step({LOCK: "etag = 2\n"} | FILES)

    assert before == world.branches()


def test_what_is_waited_for_is_no_fault(world: World) -> None:
    """Where all went well, what was left is a notice."""
    step = world.step(answer=LEFT)

    assert "::notice title=wixgen update::left as it was: shop.tags" in step.log


def test_titles_and_logs_can_do_nothing(world: World) -> None:
    """What comes from pages is one argument, in one line, and no command for the runner."""
    world.has_processes = True
    evil = "$(touch owned)`touch owned`\n--draft ::set-output name=a::b\x07"
    answer = ANSWER | {"title": evil, "version": "1\npr-url=evil"}
    step = world.step(answer=answer, said="::error::from a page", report=evil)
    log = step.log.splitlines()
    stop = next(at for at, line in enumerate(log) if "stop-commands" in line)
    word = log[stop].removeprefix("::stop-commands::")

    assert "$(touch owned)`touch owned` --draft ::set-output name=a::b" == (
        world.requests[0]["title"]
    )
    assert not world.requests[0]["isDraft"]
    assert log.index("::error::from a page") < log.index(f"::{word}::")
    assert world.requests[0]["url"] == step.outputs["pr-url"]
    assert "1 pr-url=evil" == step.outputs["version"]


def test_wixgen_gets_no_token(world: World) -> None:
    """What reads pages from elsewhere can't push; `gh` has the token."""
    world.has_processes = True
    world.step()

    assert not {"GH_TOKEN", "GITHUB_TOKEN"} & {*world.play["environment"]}
    assert {TOKEN} == {*world.hub["tokens"]}


def test_arguments_reach_wixgen_as_in_a_shell(world: World) -> None:
    """Quotes are read, and nothing else is."""
    world.step(args="--changelog 'CHANGE LOG.md' $(touch owned)")

    assert ["--changelog", "CHANGE LOG.md", "$(touch", "owned)"] == (
        world.play["calls"][0][-4:]
    )
    assert not (world.checkout / "owned").exists()


def test_a_long_report_fits(world: World) -> None:
    """GitHub refuses texts of more than 65,536 characters."""
    world.step(report="word " * 20_000)

    assert len(world.requests[0]["body"]) < 65_536


def test_an_input_that_cannot_be_meant_stops_the_step(world: World) -> None:
    """The step fails before wixgen runs, and says which input is wrong."""
    step = world.step(branch="--force")

    assert 1 == step.code
    assert (
        "::error title=wixgen update::branch: `--force` can't be the name" in step.log
    )
    assert [] == world.play["calls"]
