"""Pages of a small shop, in the format of today, with sentences of ours."""

from __future__ import annotations

from dataclasses import dataclass, field

SHOP = "api-reference/shop"


@dataclass
class ThingPages:
    """What the pages about one type say; each change of an attribute changes them all."""

    base: str
    menu: str = f"{SHOP}/things"
    type: str = "Thing"
    size: int = 20
    values: tuple[str, ...] = ("RED", "GREEN", "BLUE")
    fields: tuple[str, ...] = ("name",)
    required: tuple[str, ...] = ("thing",)
    options: tuple[str, ...] = ()
    methods: dict[str, str] = field(
        default_factory=lambda: {"getThing": "GET", "createThing": "POST"}
    )

    def pages(self) -> dict[str, str]:
        """The pages by their path, with the menu."""
        made = {
            f"{self.menu}/{_dashed(name)}": self.method(name, verb)
            for name, verb in self.methods.items()
        }
        parts = self.menu.split("/")
        above = [
            f"{'#' * depth} [{parts[depth - 1]}]({self.base}/{'/'.join(parts[:depth])}.md)"
            for depth in range(1, len(parts) + 1)
        ]
        links = [f"- [{path}]({self.base}/{path}.md)" for path in made]
        return made | {self.menu: "\n\n".join([*above, *links]) + "\n"}

    def method(self, name: str, verb: str) -> str:
        """The page of a method."""
        of = self.type[:1].lower() + self.type[1:]
        is_post = verb == "POST"
        path = f"{of}s" if is_post else f"{of}s/{{{of}Id}}"
        if not name.startswith(("create", "get", "fetch")):
            path = f"{path}/{_dashed(name)}"
        known = [f"  param name: {of}Id | type: none | required: true"]
        body = [
            f"  param name: {of} | type: {self.type} | description: It. | required: true",
            *self._fields(8),
        ]
        options = [
            f"  param name: {option} | type: string | description: More. | validation: maxLength 9"
            for option in self.options
        ]
        required = ", ".join(self.required) if is_post else f"{of}Id"
        lines = [
            f"Method: {name}",
            "Description: Does it.",
            f"URL: https://www.wixapis.com/shop/v1/{path}",
            f"Method: {verb}",
            f"Required parameters: {required}",
            "Method parameters:",
            *(body if is_post else known),
            *options,
            f"Return type: {name[:1].upper()}{name[1:]}Response",
            f"  - name: {of} | type: {self.type} | description: It.",
            *self._fields(5),
        ]
        schema = "\n".join(lines)
        link = f"{self.base}/{self.menu}/{_dashed(name)}.md"
        return f"""\
# {name[:1].upper()}{name[1:]}

# Package: shop

# Namespace: {self.type}s

# Method link: {link}

## Permission Scopes:
Read Shop: SCOPE.SHOP.READ

## Introduction

Does it.

---

## REST API

### Schema

```
{schema}
```

---
"""

    def _fields(self, column: int) -> list[str]:
        """The lines of the type's fields."""
        blanks = " " * column
        return [
            f"{blanks}- name: id | type: string | description: Its id. | read-only: true | validation: format GUID",
            *(
                f"{blanks}- name: {name} | type: string | description: A word. | validation: maxLength {self.size}"
                for name in self.fields
            ),
            f"{blanks}- name: color | type: {self.type}Color | description: Its look.",
            f"{blanks}   - enum: {', '.join(self.values)}",
        ]


def _dashed(name: str) -> str:
    """The name of a method as it stands in an address."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
