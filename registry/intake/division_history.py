"""Which place is which across the versions of a division table, where codes are renamed, moved, merged and reused.

A table says only: in this version, this code has this name under this parent. Places are followed from one version to
the next by what names and parents say, level by level from the top; a file of known cases (:class:`Aliases`) goes
before every inference. What nothing explains is left open, for somebody to decide.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

LEVELS = ("PROVINCE", "PREFECTURE", "COUNTY", "TOWNSHIP")
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|"
    "达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|"
    "门巴|珞巴|基诺"
)
_RANK = re.compile(
    rf"(?:街道办事处|地区办事处|街道|地区|镇直辖|办事处|(?:(?:{_PEOPLES})族?)*(?:{_PEOPLES})族(?:自治)?(?:[县旗乡镇州]|苏木)|"
    r"民族[乡镇]|自治[县旗州]|林区|特区|新区|盟|县|区|市|旗|苏木|镇|乡)$"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a table. ``parent`` is a code of the level above, None for provinces; ``source`` names the row."""

    code: str
    name: str
    level: str
    parent: str | None
    source: Hashable = None


@dataclass(eq=False, slots=True)
class Place:
    """A place through all versions: ``entry`` is how the last version that had it wrote it."""

    entry: Entry
    parent: Place | None
    codes: list[tuple[str, str]] = field(default_factory=list)
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What one version said about one place.

    ``before`` is None where the place is new; ``after`` is None where it is no longer listed, and then ``successors``
    are the places that it went into, as far as anything tells. ``first_use``: this version gives the place its code for
    the first time. ``back``: it was no longer listed before. ``doubtful``: only the code says that it is the same.
    """

    version: str
    place: Place
    before: Entry | None
    after: Entry | None
    successors: tuple[Place, ...] = ()
    first_use: bool = False
    back: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Aliases:
    """Known cases, by the version that shows them.

    ``same``: old code -> new code of one place. ``succeeded``: old code -> codes that took it over. ``unlisted``: codes
    that a later table leaves out although the places are still there.
    """

    same: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    succeeded: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    unlisted: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Aliases:
        """From TOML: tables ``[same.VERSION]`` and ``[succeeded.VERSION]``, and the list ``unlisted``."""
        told = tomllib.loads(text)
        succeeded = {
            version: {old: tuple(new) for old, new in cases.items()}
            for version, cases in told.get("succeeded", {}).items()
        }
        return cls(told.get("same", {}), succeeded, frozenset(told.get("unlisted", ())))


def stem(name: str) -> str:
    """The name without its rank: 密云县 and 密云区 are 密云. A name that would vanish stays whole."""
    return _RANK.sub("", name) or name


def follow(versions: Sequence[tuple[str, Iterable[Entry]]], aliases: Aliases | None = None) -> Iterator[Step]:
    """Every change in the versions' order, parents before children; nothing for what stays as it was.

    ``versions`` ascend; a code stands once in each. A code given to a second place is that place's ``first_use`` too.
    """
    follower = _Follower(aliases or Aliases())
    for version, entries in versions:
        yield from follower.take(version, list(entries))


class _Follower:
    def __init__(self, aliases: Aliases) -> None:
        self.aliases = aliases
        self.live: dict[str, Place] = {}
        self.lost: dict[tuple[str, str], Place] = {}

    def take(self, version: str, entries: Sequence[Entry]) -> Iterator[Step]:
        """The steps of one version."""
        now: dict[str, Place] = {}
        steps: list[Step] = []
        for level in LEVELS:
            new = {entry.code: entry for entry in entries if _tier(entry) == level}
            known = self._known_cases(version, new)
            taken = {*now.values(), *known.values()}
            old = {c: place for c, place in self.live.items() if _tier(place.entry) == level and place not in taken}
            pairing = _Pairing(old, new, now, known)
            steps += self._settle(version, pairing)
            now.update(pairing.found)
        kept = set(now.values())
        steps += self._vanish(version, [place for place in self.live.values() if place not in kept], now)
        self.live = now
        return iter(steps)

    def _known_cases(self, version: str, new: Mapping[str, Entry]) -> dict[str, Place]:
        cases = self.aliases.same.get(version, {})
        return {code: self.live[before] for before, code in cases.items() if before in self.live and code in new}

    def _settle(self, version: str, pairing: _Pairing) -> Iterator[Step]:
        for code, entry in pairing.new.items():
            place = pairing.found.get(code)
            parent = pairing.parent_of(entry)
            if place is None:
                yield self._arrive(version, entry, parent, pairing)
                continue
            before, place.entry, place.parent = place.entry, entry, parent
            if _said(before) != _said(entry):
                first_use = self._use(place, entry.code, version)
                yield Step(version, place, before, entry, first_use=first_use, doubtful=code in pairing.doubtful)

    def _arrive(self, version: str, entry: Entry, parent: Place | None, pairing: _Pairing) -> Step:
        """A place that is new, or was not listed for a while and is back under the same code and name."""
        place = self.lost.pop((entry.code, stem(entry.name)), None)
        back = place is not None
        before = place.entry if place else None
        place = place or Place(entry, parent)
        place.entry, place.parent, place.gone = entry, parent, False
        pairing.found[entry.code] = place
        return Step(version, place, before, entry, first_use=self._use(place, entry.code, version), back=back)

    def _use(self, place: Place, code: str, version: str) -> bool:
        if any(used == code for used, _ in place.codes):
            return False
        place.codes.append((code, version))
        return True

    def _vanish(self, version: str, places: Iterable[Place], now: Mapping[str, Place]) -> Iterator[Step]:
        by_name: dict[tuple[Place | None, str], list[Place]] = {}
        for place in now.values():
            by_name.setdefault((place.parent, stem(place.entry.name)), []).append(place)
        told = self.aliases.succeeded.get(version, {})
        for place in places:
            if place.entry.code in self.aliases.unlisted:
                continue
            place.gone = True
            self.lost[place.entry.code, stem(place.entry.name)] = place
            named = [now[code] for code in told.get(place.entry.code, ()) if code in now]
            alike = by_name.get((place.parent, stem(place.entry.name)), [])
            heirs = named or (alike if len(alike) == 1 else [])
            yield Step(version, place, place.entry, None, successors=tuple(heirs))


def _said(entry: Entry) -> tuple[object, ...]:
    return entry.code, entry.name, entry.level, entry.parent


def _tier(entry: Entry) -> str:
    return "COUNTY" if entry.level == "ZONE" else entry.level


Key = Callable[[Entry, "Place | None"], Hashable]


class _Pairing:
    """Pairs one level's old places with its new entries, most certain first."""

    def __init__(
        self, old: Mapping[str, Place], new: Mapping[str, Entry], above: Mapping[str, Place], known: Mapping[str, Place]
    ) -> None:
        self.new, self.above = new, above
        self.found: dict[str, Place] = dict(known)
        self.doubtful: set[str] = set()
        self.open_old = dict(old)
        self.open_new = {code: entry for code, entry in new.items() if code not in known}
        self._same_code(lambda before, after: before.name == after.name)
        self._unique(lambda entry, parent: (parent, entry.name))
        self._unique(lambda entry, parent: (parent, stem(entry.name)))
        self._same_code(lambda before, after: True, doubtful=True)
        self._unique(lambda entry, parent: (_wider(entry, parent), entry.name))
        self._unique(lambda entry, parent: (_wider(entry, parent), stem(entry.name)))

    def parent_of(self, entry: Entry) -> Place | None:
        """The place under which an entry of the new version stands."""
        return self.above.get(entry.parent) if entry.parent else None

    def _same_code(self, accepts: Callable[[Entry, Entry], bool], *, doubtful: bool = False) -> None:
        for code in sorted(self.open_old.keys() & self.open_new.keys()):
            if accepts(self.open_old[code].entry, self.open_new[code]):
                if doubtful and not _akin(self.open_old[code].entry.name, self.open_new[code].name):
                    self.doubtful.add(code)
                self._pair(code, code)

    def _unique(self, key: Key) -> None:
        """Pair what has a key that stands once on both sides."""
        before = _once((key(place.entry, place.parent), code) for code, place in self.open_old.items())
        after = _once((key(entry, self.parent_of(entry)), code) for code, entry in self.open_new.items())
        for same in before.keys() & after.keys():
            self._pair(before[same], after[same])

    def _pair(self, old: str, new: str) -> None:
        self.found[new] = self.open_old.pop(old)
        del self.open_new[new]


def _once(pairs: Iterable[tuple[Hashable, str]]) -> dict[Hashable, str]:
    found = list(pairs)
    times = Counter(key for key, _ in found)
    return {key: code for key, code in found if times[key] == 1}


def _wider(entry: Entry, parent: Place | None) -> Hashable:
    """Where a place may have moved to: a county within its province, a township within its prefecture."""
    return entry.code[:2] if len(entry.code) == 6 else (parent.parent if parent else None)


def _akin(one: str, other: str) -> bool:
    """Whether two names share a character beyond their ranks."""
    return bool(set(stem(one)) & set(stem(other)))
