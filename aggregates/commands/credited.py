"""Commands that enterprises and practitioners have alike: qualifications, awards, penalties, listings, repairs."""

from __future__ import annotations

from aggregates.commands import crediting
from aggregates.commands.command import Command, Declaring, given, needed, rest
from aggregates.enterprise import Enterprise
from aggregates.practitioner import Practitioner


def commands(of: type[Enterprise] | type[Practitioner], do: Declaring) -> tuple[Command, ...]:
    """Those of one kind; its name stands within each command's."""
    kind = do.subject.declaration.table
    certificate = needed(of.qualifications.number, "certificate_no")
    penalty = needed(of.penalties.number, "penalty_no")
    listing = needed(of.dishonesty_listings.number, "listing_no")
    why = given(of.qualifications.reason, "grounds")
    qualified = of.qualifications
    return (
        do.opens(
            f"grant_{kind}_qualification",
            "QualificationGranted",
            qualified,
            certificate,
            needed(qualified.category),
            given(qualified.grade),
            given(qualified.body),
            given(qualified.expires_on),
            key="certificate_no",
            stamps=(qualified.granted_on,),
        ),
        do.changes(
            f"upgrade_{kind}_qualification",
            "QualificationUpgraded",
            qualified,
            certificate,
            needed(qualified.grade),
            given(qualified.expires_on),
            key="certificate_no",
        ),
        do.ends(
            f"suspend_{kind}_qualification",
            "QualificationSuspended",
            qualified,
            certificate,
            why,
            key="certificate_no",
            stamps=(qualified.suspended_on,),
        ),
        do.changes(
            f"resume_{kind}_qualification",
            "QualificationResumed",
            qualified,
            certificate,
            key="certificate_no",
            even_ended=True,
            stamps=(qualified.resumed_on,),
            amend=crediting.resume,
        ),
        do.changes(
            f"revoke_{kind}_qualification",
            "QualificationRevoked",
            qualified,
            certificate,
            why,
            key="certificate_no",
            even_ended=True,
            stamps=(qualified.revoked_on,),
        ),
        do.opens(
            f"record_{kind}_award",
            "AwardRecorded",
            of.awards,
            needed(of.awards.number, "award_no"),
            needed(of.awards.title),
            needed(of.awards.level),
            *rest(of.awards, of.awards.number, of.awards.title, of.awards.level, of.awards.awarded_on),
            key="award_no",
            stamps=(of.awards.awarded_on,),
        ),
        do.opens(
            f"record_{kind}_penalty",
            "PenaltyRecorded",
            of.penalties,
            penalty,
            needed(of.penalties.kind, "penalty_kind"),
            needed(of.penalties.grounds),
            *rest(
                of.penalties,
                of.penalties.number,
                of.penalties.kind,
                of.penalties.grounds,
                of.penalties.penalised_on,
                of.penalties.repaired_on,
            ),
            key="penalty_no",
            stamps=(of.penalties.penalised_on,),
            summary="While it bars from the market, its holder takes no new role on any site (CRE-1).",
        ),
        do.opens(
            f"list_{kind}_for_dishonesty",
            "SeriousDishonestyListed",
            of.dishonesty_listings,
            listing,
            needed(of.dishonesty_listings.reason, "grounds"),
            given(of.dishonesty_listings.body),
            given(of.dishonesty_listings.ends_on),
            key="listing_no",
            stamps=(of.dishonesty_listings.listed_on,),
        ),
        do.ends(
            f"remove_{kind}_from_list",
            "SeriousDishonestyRemoved",
            of.dishonesty_listings,
            listing,
            given(of.dishonesty_listings.removal_reason),
            key="listing_no",
            stamps=(of.dishonesty_listings.removed_on,),
        ),
        do.opens(
            f"repair_{kind}_credit",
            "CreditRepaired",
            of.credit_repairs,
            needed(of.credit_repairs.number, "repair_no"),
            needed(of.credit_repairs.penalty_no),
            given(of.credit_repairs.body),
            key="repair_no",
            stamps=(of.credit_repairs.repaired_on,),
            amend=crediting.repair,
            summary="The penalty does not count any more from then on; it stays on record.",
        ),
        do.opens(
            f"score_{kind}_credit",
            "CreditScored",
            of.credit_scores,
            needed(of.credit_scores.credit_class),
            key=("credit_class", "effective_on"),
            stamps=(of.credit_scores.scored_on,),
            amend=crediting.score,
            summary="Computed by policy from awards, penalties and checks on site as of the day, also a past one.",
        ),
        do.states(f"deregister_{kind}", "Deregistered"),
    )
