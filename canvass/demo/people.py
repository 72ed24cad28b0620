"""Invented people with names as one meets them on London's stairs."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple


class Person(NamedTuple):
    """Somebody invented: the name in the parts a register has, and whether of the EU."""

    title: str
    forenames: str
    initials: str
    surname: str
    is_european: bool


class Origin(NamedTuple):
    """Names that go together: their part of the ward in a hundred, and the names."""

    part: int
    is_european: bool
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]


def origin(part: int, women: str, men: str, surnames: str, *, is_european: bool = False) -> Origin:
    """Make an origin of names with blanks between; an underscore stands for a blank in a name."""
    lists = [
        tuple(name.replace("_", " ") for name in names.split()) for names in (women, men, surnames)
    ]
    return Origin(part, is_european, *lists)


ORIGINS = (
    origin(
        38,
        """Winifred Orla Imogen Harriet Beatrix Josephine Philippa Rosalind Marjorie Frances
        Gillian Deborah Hazel Constance Tamsin Bronagh Deirdre Sheila Maureen Eleanor Phoebe
        Georgina Cordelia Ottilie Maeve Sinead Rhiannon Morag Elspeth Verity Pauline Lorraine""",
        """Albert Dominic Edmund Hugo Alistair Rupert Barnaby Terence Desmond Gerald Kieran Callum
        Fergus Neville Clive Leonard Ivor Rhys Gareth Declan Cormac Jago Piers Bertram Roland
        Stanley Crispin Duncan Hamish Maxwell Laurence Toby""",
        """Thistlewick Bracegirdle Carraway Quilliam Hartnoll Manderville Tweedie Penhallow
        O’Hanrahan Fitz_Warren D’Arcy-O’Neill Mc_Guirk McAllenby Garsdale Winterbourne Ockenden
        Pettifold Larkspur Hebblewhite Crowhurst-Dean Marchbanks Tolliver Swanwick Brackenbury
        Ellerslie Hollinshade Pargeter Rookwood Stannard-Hale Underhay Wexcombe Yarborough-Finch
        Applegarth Birtwhistle Cleverdon Dunnachie Everingham Featherstow Gathercole Inglethorpe
        Jessamy Kilbracken Lowtherby Merriweather Netherwood Oldershaw Prendergrast Raistrick
        Stubbington Trevanion Vickerstaff Wolstencroft Ashenhurst Baddiley Coldstream-Hay""",
    ),
    origin(
        11,
        """Folasade Adaeze Ngozi Abena Efua Yetunde Kemi Ifeoma Akosua Funmilayo Amara Bisi Chidinma
        Esi Temitope""",
        """Tunde Kwabena Chukwuemeka Kofi Olumide Babatunde Yaw Emeka Segun Kwesi Obinna Femi Ade
        Kojo Ikenna""",
        """Adeyemi-Ross Okonjo-Blythe Boatengwah Adjepong-Ware Oluwaseyi Nwachinemere Asantewaah
        Ogunbanwo Mensah-Tolley Ezenwanyi Akinfolarin Owusu-Hart Adebambo Frimpongah Okpararibe""",
    ),
    origin(
        10,
        """Farzana Nasreen Rukhsana Shirin Tahmina Ayesha Samira Leila Yasmin Noor Zahra Hanan
        Maryam Rania Dalia""",
        """Amir Karim Tariq Rashid Yusuf Hamid Faisal Bilal Nadeem Omar Khalid Ziad Mounir Sami
        Idris""",
        """Hosseinzadeh Chowdhuryan Al-Rashidieh Miahtullah Begumshah Haddadine Khalilovar
        Ahmadinouri Rahimpourian El-Sawahly Boutrosian Mansourieh Karimzand Siddiqullah Uddinali
        Al-Jaboury Benhamidou Farouqian""",
    ),
    origin(
        8,
        """Leela Priyanka Meenakshi Anjali Kavita Shanthi Divya Geeta Nandini Rekha""",
        """Vikram Arjun Rajan Sanjeev Dinesh Harish Kiran Manoj Naveen Suresh""",
        """Chaudhurian Venkatramani Patelwala Gurnamthorn Deshpandewar Iyerswamy Mehrawala
        Naikwadi Raghunandan Sandhawalia Thakurdesai Wickramaratna Jayasinghewa""",
    ),
    origin(
        7,
        """Soo-Jin Mei-Ling Xiaoyan Hui-Min Yuki Lan-Anh Siu-Fong Wing-Yan""",
        """Joon-Ho Wei-Ming Jianhong Kenji Minh-Duc Chi-Keung Ka-Ho Tetsuo""",
        """Park-Lowell Chengwei Yeungford Tanakawa Nguyenthi Wonglam Leunghall Zhaoqing Satomura
        Kwongsie""",
    ),
    origin(
        6,
        """Merlene Claudette Yvonne Sonia Hyacinth Jacinth Paulette Marva""",
        """Winston Delroy Everton Leroy Carlton Vivian Egbert Errol""",
        """Brathwaite-Lyle Campbellton Delapenha-Roy Grantley-Moore Hinkson-Bay Josephs-Dale
        Lewinson-Pryce Samuelson-Grey Trowbridge-Hall Wellesley-Ford""",
    ),
    origin(
        5,
        """Miriam Naomi Rivka Talia Ruth Esther""",
        """Reuben Solomon Asher Gideon Nathaniel Ezra""",
        """Blumenkranz Finkelhart Goldwasserman Levenbrook Rosenthorn Silvermintz Zuckerbaum""",
    ),
    origin(
        7,
        """Zoé Camille Élodie Solène Margaux Delphine Chiara Giulia Ornella Francesca Ilaria""",
        """Thibault Étienne Rémi Lucien Bastien Lorenzo Matteo Fabrizio Giancarlo Umberto""",
        """Vasseurin Delacroisette Montferrand-Roux Beaurivage Chastellain Bertolazzini Caravelli
        Dellaquercia Fiorentelli Mastrobuono Pellegratti Santagiorgio""",
        is_european=True,
    ),
    origin(
        5,
        """Agnieszka Malgorzata Katarzyna Ilona Dorota Zsófia Petra""",
        """Marek Zbigniew Tomasz Krzysztof Jaroslav István Ondrej""",
        """Szczepanski Wojtkowiakowa Krzyzanowiak Nowodworek Hrabovsky Kiszelykert Dragulescu""",
        is_european=True,
    ),
    origin(
        3,
        """Begoña Itziar Leonor Beatriz Catarina Despina Eleni""",
        """Íñigo Joaquim Duarte Nuno Gonçalo Stavros Panagiotis""",
        """Núñez_Pardo Etxebarrieta Figueiredão Vasconcellos-Pina Sobralinho Papakyriazis
        Theodorelis""",
        is_european=True,
    ),
)
PARTS = [one.part for one in ORIGINS]
PEERS = ("Lord Penhallow-Vane", "Baroness Garsdale", "Lord Ockenden-Lyle", "Viscount Hollinshade")
SIZES, SIZE_PARTS = (1, 2, 3, 4, 5), (38, 41, 14, 6, 1)
"""How many electors stand behind one door, and how many doors in a hundred have so many."""


def household(random: Random) -> list[Person]:
    """Invent who is on the register behind one door: couples, families and people who share."""
    size = random.choices(SIZES, SIZE_PARTS)[0]
    theirs = random.choices(ORIGINS, PARTS)[0]
    shared = random.choice(theirs.surnames) if random.random() < 0.6 else ""  # noqa: PLR2004
    return list(members(random, theirs, size, shared))


def members(random: Random, theirs: Origin, size: int, shared: str) -> Iterator[Person]:
    """Invent each of a household; `shared` is the surname of them all, if they have one."""
    for _ in range(size):
        if not shared and random.random() < 0.4:  # noqa: PLR2004
            theirs = random.choices(ORIGINS, PARTS)[0]
        yield person(random, theirs, shared or random.choice(theirs.surnames))


def person(random: Random, theirs: Origin, surname: str) -> Person:
    """Invent one person."""
    is_woman = random.random() < 0.52  # noqa: PLR2004
    names = theirs.women if is_woman else theirs.men
    titles = ("Ms", "Mrs", "Miss", "Dr", "") if is_woman else ("Mr", "Mr", "Mr", "Dr", "")
    initial = random.choice("ABCDEFGHJKLMNPRSTVW") if random.random() < 0.3 else ""  # noqa: PLR2004
    return Person(random.choice(titles), random.choice(names), initial, surname, theirs.is_european)


def stranger(random: Random) -> Person:
    """Invent one person of any origin."""
    theirs = random.choices(ORIGINS, PARTS)[0]
    return person(random, theirs, random.choice(theirs.surnames))


def peer(random: Random) -> Person:
    """Invent a peer, who may vote for the council and not for the House of Commons."""
    return Person("", "", "", random.choice(PEERS), is_european=False)
