"""Titles: what a caseworker reads first of a hit. Nothing in them is personal."""

from __future__ import annotations

from search.related import Material, Related


def title(of: Material) -> str:
    """The headline of a subject; its code where nothing else is known."""
    subject = of.subject
    made = _OF.get(subject.kind, _name)(of)
    return made or subject.code


def _name(of: Material) -> str:
    return str(of.subject.row.get("name") or "")


def _house(of: Material) -> str:
    """坐落、单元、室号; the address of its building where it has none of its own."""
    row, building = of.subject.row, of.parent("BUILDING")
    place = row.get("address") or (_building_of(building) if building else "")
    return place + "".join(part for part in (row.get("unit_no"), row.get("room")) if part and part not in place)


def _building(of: Material) -> str:
    return _building_of(of.subject)


def _building_of(building: Related) -> str:
    row = building.row
    name, estate, address = (row.get(one) or "" for one in ("name", "estate", "address"))
    called = name if estate in name else estate + name
    if not called or called in address:
        return str(address)
    return f"{called} {address}" if address else called


def _household(of: Material) -> str:
    return " ".join(filter(None, (of.subject.code, _division(of))))


def _practitioner(of: Material) -> str:
    return " ".join(filter(None, (of.subject.code, of.subject.row.get("specialty"))))


def _division(of: Material) -> str:
    return str(of.divisions[0][0].row.get("name") or "") if of.divisions else ""


_OF = {"HOUSE": _house, "BUILDING": _building, "HOUSEHOLD": _household, "PRACTITIONER": _practitioner}
