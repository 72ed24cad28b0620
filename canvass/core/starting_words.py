"""The words by which notes are matched to the issues that a campaign starts with.

An organiser edits them with the issue. The Welsh is a first draft.
"""

WORDS: dict[str, tuple[str, str]] = {
    "housing": (
        """
        repair, damp, mould, condensation, leak + roof, leak + ceiling, leaking, leaky, lift +
        broken, lift + out of order, lift + not working, lift + stuck, lift + sort, boiler +
        broken, boiler + out, no hot water, no heating, heating + not work, heating + broken,
        fix the heating, radiator + cold, windows + rotten, window + replace, new windows,
        rotten, entry phone, intercom, pest control, mice, plaster, through the ceiling, cracks
        in, drains, sewage, burst, cladding, fire door, service charge, major works,
        leaseholder, overcrowded, waiting list, not fix, nobody fix, council landlord, housing
        association, kitchen + falling apart, communal + lights, asbestos, state of the block,
        state of the flat
        """,
        """
        atgyweirio, lleithder, llwydni, gollwng, lifft + torri, boeler, dim gwres, dim dŵr
        poeth, ffenestri, rhestr aros, cymdeithas dai
        """,
    ),
    "homelessness": (
        """
        homeless, rough sleeper, sleeping rough, rough sleeping, sleeping on the street, people
        sleeping, sleeping in + doorway, sleep + doorway, night shelter, winter shelter, hostel,
        tents, begging, beggar, sofa surfing, temporary accommodation, temp accommodation, b&b +
        council, b&b + placed, evicted, eviction, nowhere to go, no beds, priority need
        """,
        """
        digartref, digartrefedd, cysgu ar y stryd, cysgu allan, llety dros dro, lloches
        """,
    ),
    "estate_offices": (
        """
        estate office, housing office, local office, area office, office + shut, office +
        reopen, save our office, estate manager, estate staff, estate + call centre, office +
        call centre, estate + caretaker, no caretaker, office on the estate
        """,
        """
        swyddfa ystad, swyddfa’r ystad, swyddfeydd ystadau, swyddfa dai, swyddfa + cau
        """,
    ),
    "oxford_street": (
        """
        pedestrianisation, pedestrianised, pedestrianising, pedestrian scheme, oxford street +
        traffic, oxford street + bus, oxford street + cars, oxford street scheme, oxford street
        plan, oxford street proposal, oxford street consultation, oxford street transformation,
        oxford street ban, for oxford street, to oxford street, oxford street + for, oxford
        street + against, oxford street + side streets, traffic free, shut oxford street
        """,
        """
        cerddwyr, cerddwyr yn unig, oxford street + traffig, oxford street + bysiau
        """,
    ),
    "developers": (
        """
        developer, luxury flat, luxury + flats, luxury apartment, tower block, tower + planning,
        tower + object, tower + against, new tower, skyscraper, high rise, overdevelopment, new
        development, planning application, planning permission, planning committee, affordable
        home, affordable housing, investment flat, foreign investors, foreign buyers, empty
        flats, construction, building works, building site, cranes, regeneration, demolish,
        demolition, knocking down, basement dig, basement + next door, storeys, poor door,
        social housing, oligarch
        """,
        """
        datblygwr, datblygwyr, datblygiad, datblygiadau, fflatiau moethus, cais cynllunio, tai
        fforddiadwy, dymchwel
        """,
    ),
    "windrush": (
        """
        windrush, wind rush, hostile environment, deport, deportation, right to stay, home
        office + letter, home office + papers, caribbean + papers, jamaica + papers, amber rudd,
        landing cards
        """,
        """
        windrush, amgylchedd gelyniaethus, alltudio
        """,
    ),
    "economy": (
        """
        cost of living, living costs, bills, food bank, foodbank, universal credit, wages, low
        pay, minimum wage, zero hours, rent + afford, rent + gone up, rent + arrears, rent +
        too, rent + high, rent + crazy, rent + struggling, rent increase, private rent, rent is,
        cant afford, not manage, make ends meet, heat or eat, heating or eating, prices, gone
        up, council tax, bedroom tax, benefits, sanctions, austerity, pension, childcare + cost,
        energy, business rates, dearer, lost job, lost + job, two jobs, less tax, inflation, in
        debt, arrears
        """,
        """
        costau byw, biliau, banc bwyd, credyd cynhwysol, cyflogau, rhent + codi, rhent uchel,
        treth y cyngor, prisiau, pensiwn
        """,
    ),
}
"""By the code of the issue: English, and Welsh."""


def starting_words(code: str) -> tuple[str, str]:
    """Give the words that an issue starts with, in English and in Welsh; none for most."""
    english, welsh = WORDS.get(code, ("", ""))
    return " ".join(english.split()), " ".join(welsh.split())
