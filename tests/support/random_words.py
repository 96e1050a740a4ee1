"""Names and prose of our own, with everything in it that makes prose hard to read by machine."""

from __future__ import annotations

from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NOUNS = _words("""
anchor apron arbor attic badge bakery barrel basin basket bell bench blanket bottle branch bridge
broom bucket button cabin candle canvas carpet castle cellar chain chair chimney chisel clock
cloud coat comb compass cork cottage crane crate cradle cup curtain desk dial door drawer drum
engine fabric faucet feather fence ferry field flag flask flute forge fountain frame garden gate
glove goblet grain hammer handle harbor harvest hedge helmet hinge hook island jacket jar kettle
kitchen knot label ladder lamp lantern latch lever lighthouse loom lumber magnet mantle marble
mast meadow mill mirror mortar needle nest oar orchard oven paddle pantry parcel pavilion pebble
pedal pencil pier pillow pipe pitcher plank plate plow pocket pole pottery prism pulley quarry
quill raft rail rake ribbon ridge river roof rope rudder saddle sail sand scarf shed shelf
shovel sieve signal silo sled spindle spoon stable staircase stove string sundial table tapestry
teapot thimble thread tile timber toolbox tower trellis trough tunnel umbrella vase veranda
vessel wagon wall well wheel whistle window workshop yarn
""")
QUALITIES = _words("""
ample bright broad calm clear coarse deep dense double early empty even fast fine firm flat fresh
full gentle grand high hollow inner late light local long loose lower main mild narrow near new
open outer plain quiet rapid raw round rough sharp shared short silent simple slim slow small
smooth soft solid spare steady steep still straight strong tall thick thin tidy upper vast warm
whole wide
""")
VERBS = _words("""
adjust align archive attach balance borrow calibrate cancel carve check claim clean close collect
confirm copy count decline deliver detach dry empty fold freeze gather grind hang inspect invite
join label launch lend lock measure mend merge move open pack paint pause polish pour publish
raise release repair reset resume return reverse rinse roll scan seal share sharpen shift sort
split stack stamp start stop store stretch submit tie trim turn unlock unpack wash weave weigh
""")
_SMALL = _words(
    "the a of for with every its that in on by each from to and or as at when"
)


class Prose:
    """Makes names and sentences; the same random numbers make the same prose."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def field_name(self) -> str:
        """A wire name such as `wideLantern`."""
        parts = [self.rng.choice(NOUNS)]
        if self.rng.random() < 0.75:
            parts.insert(0, self.rng.choice(QUALITIES))
        return parts[0] + "".join(one.capitalize() for one in parts[1:])

    def type_name(self) -> str:
        """A type's name such as `WideLantern`."""
        parts = [self.rng.choice(QUALITIES), self.rng.choice(NOUNS)]
        return "".join(one.capitalize() for one in parts)

    def value(self) -> str:
        """An enum's value such as `WIDE_LANTERN`."""
        parts = [self.rng.choice(QUALITIES), self.rng.choice(NOUNS)]
        count = self.rng.choice((1, 2, 2))
        return "_".join(one.upper() for one in parts[-count:])

    def sentence(self, low: int = 5, high: int = 18) -> str:
        """A sentence without any traps."""
        rng = self.rng
        words = [
            rng.choice((*_SMALL, rng.choice(NOUNS), rng.choice(QUALITIES)))
            for _ in range(rng.randint(low, high))
        ]
        return " ".join(words).capitalize() + "."

    def description(self, *, is_limited: bool = False) -> str:
        """What a field may say of itself: often plain, sometimes a trap.

        Args:
            is_limited: Limits follow, so nothing else looks like one.
        """
        text = self.sentence()
        if self.rng.random() < 0.55:
            return text
        traps = [self._trap(is_limited) for _ in range(self.rng.choice((1, 1, 2)))]
        return "".join([text, *traps])

    def decoy(self) -> str:
        """Prose that looks like a limit or a default and is none that can be checked."""
        days = self.rng.randint(2, 40)
        return self.rng.choice(
            (
                f"\nMin: 1 minute, Max: {days} days, 23 hours, and 59 minutes",
                f"\nMax: {days} MB",
                "\nMax: as many as there are shelves",
                "\nDefault: what the [shed](https://docs.example.com/shed) says.",
                "\nDefault: `teapotZone` of the site.",
                "\nMin: the day after tomorrow",
                f" Keep it below {days * 10} where you can; more than that is slow.",
                f" Max {days} at a time is what most people need.",
            )
        )

    def introduction(self) -> str:
        """What a method or a webhook does, in one paragraph or several."""
        parts = [self.sentence(4, 10)]
        if self.rng.random() < 0.5:
            parts.append(self.description())
        if self.rng.random() < 0.25:
            links = "\n".join(f"- {self._link()}" for _ in range(2))
            parts.append(f"To learn about {self.rng.choice(NOUNS)}s, see:\n{links}")
        if self.rng.random() < 0.15:
            title = self.rng.choice(NOUNS).capitalize()
            parts.append(f"### {title} {self.rng.choice(NOUNS)}\n\n{self.sentence()}")
        return "\n\n".join(parts)

    def _trap(self, is_limited: bool) -> str:
        rng, noun = self.rng, self.rng.choice(NOUNS)
        return rng.choice(
            (
                f" See `{self.field_name()}` and `{self.field_name()}.{noun}`.",
                f" {self._link()} GUID.",
                f"\n\n{self.sentence()}",
                f"<br/><br/>**Note:** {self.sentence(4, 9)}",
                f" Supported values:\n+ `{self.value()}`: {self.sentence(3, 6)}",
                f"\n- {noun}: {self.sentence(3, 6)}\n- otherwise: {self.sentence(3, 6)}",
                f" Either `{noun}` | `{self.field_name()}` | nothing.",
                f' Like `{{"{noun}": {{"$eq": "{rng.choice(QUALITIES)}"}}}}`.',
                f' Some call it "the {noun}", or the {rng.choice(NOUNS)}\'s.',
                f" It is <b>{noun}</b> &amp; more; a &lt; b.",
                f" In `YYYY-MM-DDThh:mm:ss.sssZ` format. For example, `{rng.randint(2, 9)}`.",
                f" 50% of {noun}s cost $5 (or less) — see #{rng.randint(1, 99)}.",
                f"  *In responses**: {self.sentence(3, 6)}",
                f" Read-only {noun}s are required: true friends know.",
                "" if is_limited else self.decoy(),
            )
        )

    def _link(self) -> str:
        noun = self.rng.choice(NOUNS)
        return f"[{noun} {self.rng.choice(NOUNS)}](https://docs.example.com/{noun}.md)"


def limits_of_text(rng: Random) -> tuple[dict[str, int], str]:
    """Limits of a string's length, and the prose that says so."""
    low, high = rng.choice((0, 1, 1, 2, 36)), rng.choice((40, 50, 100, 200, 4000))
    if low == 0 or rng.random() < 0.4:
        return {"max_length": high}, f"\n\nMax: {high} characters"
    word = "character" if low == 1 else "characters"
    text = f"\nMin: {low} {word}\nMax: {high} characters"
    return {"min_length": low, "max_length": high}, text


def limits_of_number(rng: Random) -> tuple[dict[str, int], str]:
    """Limits of a number, and the prose that says so."""
    low, high = rng.choice((0, 1, 1, 10)), rng.choice((60, 100, 1000, 100000))
    match rng.randrange(4):
        case 0:
            return {"min": low, "max": high}, f"\n\nMin: `{low}`\nMax: `{high}`"
        case 1:
            return {"min": low, "max": high}, f"\nMin: {low}\nMax: {high}"
        case 2:
            return {"max": high}, f"\n\nMax: `{high}`"
        case _:
            return {"min": low}, f"\n\nMin: `{low}`"


def limits_of_list(rng: Random) -> tuple[dict[str, int], str]:
    """Limits of a list's length, and the prose that says so."""
    high = rng.choice((3, 10, 50, 100))
    if rng.random() < 0.5:
        return {"max_items": high}, f"\n\nMax: {high} items"
    return {"min_items": 1, "max_items": high}, f"\n\nMin: 1 item\nMax: {high} items"
