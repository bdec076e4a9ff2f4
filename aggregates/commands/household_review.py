"""Commands on reviews, publicity, eligibility and the yearly look at it 审核、公示、资格、年度复核."""

from __future__ import annotations

from aggregates.commands import applying, securing
from aggregates.commands.command import given, needed
from aggregates.commands.household import F, do

_OPINION = (needed(F.reviews.number, "opinion_no"), needed(F.reviews.level), given(F.reviews.body))
_PUBLICITY = needed(F.publicities.number, "publicity_no")
_OBJECTION = needed(F.publicity_objections.number, "objection_no")
_ELIGIBILITY = needed(F.eligibilities.number, "eligibility_no")
_SUSPENSION = needed(F.eligibility_suspensions.number, "suspension_no")
_ANNUAL = needed(F.annual_reviews.number, "annual_review_no")
_YEARLY = (
    _ANNUAL,
    needed(F.annual_reviews.year),
    given(F.annual_reviews.next_on),
    given(F.annual_reviews.detail),
)

REVIEWS = (
    do.opens(
        "pass_review",
        "ReviewPassed",
        F.reviews,
        *_OPINION,
        given(F.reviews.reason, "grounds"),
        key="opinion_no",
        stamps=(F.reviews.reviewed_on,),
        constants={"reviews.outcome": "PASSED"},
        summary="Level by level, with the publicity that policy sets in between (SEC-1).",
    ),
    do.opens(
        "reject_application",
        "ReviewRejected",
        F.reviews,
        *_OPINION,
        needed(F.reviews.reason, "grounds"),
        key="opinion_no",
        stamps=(F.reviews.reviewed_on,),
        constants={"reviews.outcome": "RETURNED"},
        amend=applying.let_go,
        summary="For good: its members may apply anew.",
    ),
    do.opens(
        "open_publicity",
        "PublicityOpened",
        F.publicities,
        _PUBLICITY,
        needed(F.publicities.level),
        given(F.publicities.ends_on),
        key="publicity_no",
        stamps=(F.publicities.opened_on,),
        amend=securing.publish,
    ),
    do.ends(
        "close_publicity",
        "PublicityClosed",
        F.publicities,
        _PUBLICITY,
        key="publicity_no",
        stamps=(F.publicities.closed_on,),
    ),
    do.opens(
        "raise_publicity_objection",
        "ObjectionRaised",
        F.publicity_objections,
        _OBJECTION,
        given(F.publicity_objections.publicity_no),
        given(F.publicity_objections.detail),
        key="objection_no",
        stamps=(F.publicity_objections.raised_on,),
    ),
    do.ends(
        "resolve_publicity_objection",
        "ObjectionResolved",
        F.publicity_objections,
        _OBJECTION,
        needed(F.publicity_objections.upheld),
        given(F.publicity_objections.outcome),
        key="objection_no",
        stamps=(F.publicity_objections.resolved_on,),
    ),
)

ELIGIBILITY = (
    do.opens(
        "grant_eligibility",
        "EligibilityGranted",
        F.eligibilities,
        _ELIGIBILITY,
        needed(F.eligibilities.programme),
        given(F.eligibilities.expires_on),
        key="eligibility_no",
        stamps=(F.eligibilities.granted_on,),
        summary="Of who meets the standard that policy sets for the programme (SEC-7).",
    ),
    do.opens(
        "suspend_eligibility",
        "EligibilitySuspended",
        F.eligibility_suspensions,
        _SUSPENSION,
        given(F.eligibility_suspensions.reason, "grounds"),
        key="suspension_no",
        stamps=(F.eligibility_suspensions.suspended_on,),
    ),
    do.ends(
        "resume_eligibility",
        "EligibilityResumed",
        F.eligibility_suspensions,
        _SUSPENSION,
        key="suspension_no",
        stamps=(F.eligibility_suspensions.resumed_on,),
    ),
    do.ends(
        "revoke_eligibility",
        "EligibilityRevoked",
        F.eligibilities,
        _ELIGIBILITY,
        given(F.eligibilities.reason, "grounds"),
        key="eligibility_no",
        stamps=(F.eligibilities.revoked_on,),
        amend=securing.revoke,
        summary="Ends waiting, allocations that were not used yet, and subsidies.",
    ),
)

YEARLY = (
    do.opens(
        "open_annual_review",
        "AnnualReviewOpened",
        F.annual_reviews,
        _ANNUAL,
        needed(F.annual_reviews.year),
        needed(F.annual_reviews.grounds),
        given(F.annual_reviews.due_on),
        key="annual_review_no",
        stamps=(F.annual_reviews.opened_on,),
        amend=securing.open_review,
        summary="Passed or failed under its number.",
    ),
    do.opens(
        "pass_annual_review",
        "AnnualReviewPassed",
        F.annual_reviews,
        *_YEARLY,
        key="annual_review_no",
        stamps=(F.annual_reviews.reviewed_on,),
        constants={"annual_reviews.passed": True},
        even_open=True,
        summary="Closes the review that was opened under the number, where one was.",
    ),
    do.opens(
        "fail_annual_review",
        "AnnualReviewFailed",
        F.annual_reviews,
        *_YEARLY,
        key="annual_review_no",
        stamps=(F.annual_reviews.reviewed_on,),
        constants={"annual_reviews.passed": False},
        even_open=True,
        summary="Closes the review that was opened under the number, where one was.",
    ),
)

COMMANDS = (*REVIEWS, *ELIGIBILITY, *YEARLY)
