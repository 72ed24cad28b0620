"""Who may do what: every permission, and the one table that grants them to roles."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a signed-in person is for one campaign."""

    AGENT = "agent"
    HOST = "host"
    ORGANISER = "organiser"
    TELLER = "teller"
    VOLUNTEER = "volunteer"


class Permission(StrEnum):
    """One thing a person may do, named `thing:action`. Keep the list alphabetical."""

    AUDIT_READ = "audit:read"
    CAMPAIGN_END = "campaign:end"
    CAMPAIGN_EXPORT = "campaign:export"
    CAMPAIGN_PROTECT = "campaign:protect"
    CAMPAIGN_SEE = "campaign:see"
    CAMPAIGN_SET = "campaign:set"
    CASEWORK_READ = "casework:read"
    CASEWORK_WORK = "casework:work"
    ELECTOR_ANSWER = "elector:answer"
    EXPORT_APPROVE = "export:approve"
    HOST_TEND = "host:tend"
    KNOCKUP_PRINT = "knockup:print"
    KNOCKUP_READ = "knockup:read"
    NOTE_READ = "note:read"
    PERSON_INVITE = "person:invite"
    PERSON_PAUSE = "person:pause"
    PERSON_RETURN = "person:return"
    PERSON_UNDO = "person:undo"
    PLACES_ASSIGN = "places:assign"
    REGISTER_IMPORT = "register:import"
    REPORT_READ = "report:read"
    RESPONSE_RECORD = "response:record"
    TELLING_MARK = "telling:mark"
    TELLING_TAKE = "telling:take"
    WALK_ASSIGN = "walk:assign"


AGENTS_ONLY = frozenset(
    {
        Permission.AUDIT_READ,
        Permission.CAMPAIGN_END,
        Permission.CAMPAIGN_EXPORT,
        Permission.CAMPAIGN_PROTECT,
        Permission.ELECTOR_ANSWER,
    }
)
"""What answers for the whole campaign, and is not an organiser's."""

HOST_ONLY = frozenset({Permission.HOST_TEND})
"""Looking after the server: accounts and health, and nothing of any elector."""

GLASS = frozenset({Permission.CASEWORK_READ, Permission.KNOCKUP_READ})
"""What a host may read for an hour once they broke the glass: lists and cases, to mend them."""

# Nobody who attends a polling station may say who has voted (RPA 1983 s66): tellers read nothing.
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset(Permission) - HOST_ONLY,
    Role.HOST: HOST_ONLY | {Permission.PERSON_RETURN},
    Role.ORGANISER: frozenset(Permission) - AGENTS_ONLY - HOST_ONLY,
    Role.TELLER: frozenset({Permission.TELLING_TAKE}),
    Role.VOLUNTEER: frozenset({Permission.CAMPAIGN_SEE, Permission.RESPONSE_RECORD}),
}


INVITES: dict[Role, frozenset[Role]] = {
    Role.AGENT: frozenset(Role) - {Role.HOST},
    Role.ORGANISER: frozenset({Role.TELLER, Role.VOLUNTEER}),
}
"""Whom each role may let in: nobody makes somebody who may more than they do."""

RETURNS: dict[Role, frozenset[Role]] = INVITES | {Role.HOST: frozenset(Role)}
"""To whom each role may hand a way back in: whom they may invite; a host to the rest."""

PAUSES: dict[Role, frozenset[Role]] = {
    Role.AGENT: frozenset(Role),
    Role.ORGANISER: frozenset({Role.ORGANISER, Role.TELLER, Role.VOLUNTEER}),
}
"""Whom each role may pause, and about whom it may say why they read so much."""

DOUBLE = frozenset({Role.AGENT, Role.HOST, Role.ORGANISER})
"""Roles that sign in with a second factor, where the campaign asks for one."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person in one campaign: the `user` argument of every scoped read.

    `wards` holds the wards this person is limited to; `None` means the whole campaign. Whoever is
    barred may do nothing more, and what still arrives from them does not count; whoever is paused
    may do nothing for now. `for_now` is what somebody may for an hour beside what their role may.
    """

    user_id: UUID
    role: Role
    wards: frozenset[UUID] | None = None
    is_barred: bool = False
    is_paused: bool = False
    for_now: frozenset[Permission] = frozenset()

    def may(self, permission: Permission) -> bool:
        """Tell whether the person's role has been granted `permission`."""
        return not self.is_barred and not self.is_paused and self.could(permission)

    def could(self, permission: Permission) -> bool:
        """Tell whether the role has it, though the person may be barred by now."""
        return permission in GRANTS[self.role] | self.for_now

    def sees(self, ward_id: UUID | None) -> bool:
        """Tell whether the ward is one this person works in (an unassigned one is everybody's)."""
        return self.wards is None or ward_id is None or ward_id in self.wards
