"""Updates whose parameters are the fields of the entity."""

from __future__ import annotations

from wixapi.testing import LocalWix


def test_an_object_is_sent_in_parts(local_wix: LocalWix) -> None:
    """What isn't sent of an object stays, what is sent takes its place, and null removes."""
    wix = local_wix.client().crm.contacts
    info = {"name": {"first": "Ann"}, "company": "Acme", "job_title": "Cook"}
    made = wix.create_contact(info=info).contact  # type: ignore[arg-type]
    assert made is not None
    changed = wix.update_contact(
        contact_id=str(made.id),
        revision=1,
        info={"name": {"last": "Lee"}, "job_title": None},
    ).contact
    assert changed is not None
    assert changed.info is not None
    assert changed.info.to_dict() == {"name": {"last": "Lee"}, "company": "Acme"}


def test_the_others_of_a_one_of_are_cleared(local_wix: LocalWix) -> None:
    """A part that is sent clears the other members of its group, and none besides these."""
    wix = local_wix.client().marketing.coupons
    made = wix.create_coupon(
        specification={
            "name": "Spring",
            "code": "SPRING",
            "start_time": "1577836800000",
            "money_off_amount": 5,
            "scope": {"namespace": "stores"},
        }
    )
    wix.update_coupon(id=str(made.id), specification={"percent_off_rate": 10})
    found = wix.get_coupon(id=str(made.id)).specification
    assert found is not None
    assert (found.money_off_amount, found.percent_off_rate) == (None, 10)
    assert (found.name, found.code) == ("Spring", "SPRING")
