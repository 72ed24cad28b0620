from uuid import uuid4

from canvass.core.access import GLASS, Member, Permission, Role


def test_volunteers_record_and_nothing_else() -> None:
    volunteer = Member(uuid4(), Role.VOLUNTEER)
    granted = {permission for permission in Permission if volunteer.may(permission)}
    assert granted == {Permission.CAMPAIGN_SEE, Permission.RESPONSE_RECORD}


def test_tellers_take_numbers_and_read_nothing_of_who_has_voted() -> None:
    teller = Member(uuid4(), Role.TELLER)
    assert {one for one in Permission if teller.may(one)} == {Permission.TELLING_TAKE}


def test_whoever_is_barred_may_nothing_more_and_what_they_could_is_still_known() -> None:
    barred = Member(uuid4(), Role.TELLER, is_barred=True)
    assert not any(barred.may(one) for one in Permission)
    assert [one for one in Permission if barred.could(one)] == [Permission.TELLING_TAKE]


def test_permissions_stand_in_alphabetical_order() -> None:
    assert list(Permission) == sorted(Permission)


def test_a_person_limited_to_a_ward_sees_it_and_what_has_no_ward_yet() -> None:
    mine, other = uuid4(), uuid4()
    member = Member(uuid4(), Role.ORGANISER, frozenset({mine}))

    assert [member.sees(ward) for ward in (mine, None, other)] == [True, True, False]
    assert Member(uuid4(), Role.ORGANISER).sees(other)


def test_a_host_tends_the_server_and_reads_lists_only_for_now() -> None:
    host = Member(uuid4(), Role.HOST)
    assert {one for one in Permission if host.may(one)} == {
        Permission.HOST_TEND,
        Permission.PERSON_RETURN,
    }
    for_now = Member(uuid4(), Role.HOST, for_now=GLASS)
    assert {one for one in Permission if for_now.may(one)} == {
        Permission.HOST_TEND,
        Permission.PERSON_RETURN,
        *GLASS,
    }
    assert not Member(uuid4(), Role.HOST, is_paused=True, for_now=GLASS).may(Permission.HOST_TEND)
