"""Who can sign in to the demonstration campaign; shown on its sign-in page and nowhere else."""

from typing import NamedTuple

from canvass.core.access import Role

DEMO_SLUG = "westminster-2018"
DEMO_PASSWORD = "churchill-gardens"  # noqa: S105  public on purpose: it opens invented data only


class DemoAccount(NamedTuple):
    """One sign-in of the demonstration, and what to try with it."""

    name: str
    email: str
    role: Role
    try_this: str


DEMO_ACCOUNTS = (
    DemoAccount(
        "Priya Nandakumar",
        "organiser@demo.example",
        Role.ORGANISER,
        "Take a register in, give out a walk, print the knock-up list.",
    ),
    DemoAccount(
        "Sam Fenwick",
        "volunteer@demo.example",
        Role.VOLUNTEER,
        "Open the walk on a phone and record at the doors.",
    ),
    DemoAccount(
        "Daniel Achterberg",
        "agent@demo.example",
        Role.AGENT,
        "Read what Churchill is raising.",
    ),
)
