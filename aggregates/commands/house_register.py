"""Commands on the row of the unit table 楼盘表: a house is registered, measured anew, opened and closed for presale."""

from __future__ import annotations

from aggregates.catalogue import CATALOGUE
from aggregates.commands import registering, sites
from aggregates.commands.command import Declaring, given, needed
from aggregates.house import House

H = House
do = Declaring(H, {event_type.name: event_type for event_type in CATALOGUE.of_kind("HOUSE")})

_MEASURED = (
    H.unit_code,
    H.address,
    H.unit_no,
    H.floor,
    H.room,
    H.purpose,
    H.house_type,
    H.bedrooms,
    H.living_rooms,
    H.bathrooms,
    H.partitioned,
    H.floor_area,
    H.inner_area,
    H.annex_area,
    H.balcony_area,
    H.shared_area,
    H.land_area,
    H.parking_type,
    H.parking_area,
)

REGISTRATION = (
    do.registers(
        "register_house",
        "HouseRegistered",
        needed(H.division),
        needed(H.building_code),
        amend=registering.known_building,
        effects=registering.standing_building,
    ),
    do.states("revise_house_survey", "SurveyRevised", *(given(one) for one in _MEASURED), amend=sites.some_change),
)

PRESALE = (
    do.states(
        "open_presale",
        "PresaleOpened",
        needed(H.presale_permit_no, "permit_no"),
        given(H.presale_lapses_on, "lapses_on"),
        stamps=(H.presale_opened_on,),
    ),
    do.states("close_presale", "PresaleClosed"),
    do.states("confirm_sale", "SaleConfirmed", needed(H.sale_confirmation_no, "confirmation_no")),
)

COMMANDS = (*REGISTRATION, *PRESALE)
