"""The tables that the sample company is made of. All names are fictional."""

from __future__ import annotations

# first | last | address before the @ | left
PEOPLE = """
Irene  | Moreau    | irene.moreau    |
Tomas  | Lindqvist | tomas.lindqvist |
Priya  | Raman     | priya.raman     |
Daniel | Okafor    | daniel.okafor   |
       |           | partners        |
Greta  | Holm      | greta.holm      | left
"""

# customer | what | pipeline and stage | amount | currency | owner | closes in | calls, days ago
DEALS = """
Halden Shipping      | fleet telemetry       | N4 | 248000 | EUR | 1 |  12 |
Castellane Group     | group rollout         | N3 | 215000 | EUR | 3 |  26 |
Meridian Foods       | cold chain rollout    | N4 | 182000 | EUR | 2 |   3 | 1, 4, 9
Aldgate Freight      | depot routing         | N3 | 176000 | USD | 4 |  19 | 2, 6
Tallis Energy        | grid sensors          | N4 | 164000 | EUR | 1 |  -9 | 12, 17
Orsay Logistics      | customs module        | N3 |  92000 | EUR | 3 |  33 | 1, 5
Pinecrest Hospitals  | bed planning          | N3 | 148000 | USD | 4 |  41 | 3, 8, 15
Norrland Timber      | harvest planning      | N2 | 131000 | EUR | 2 |  28 | 1, 6
Verity Airports      | gate planning         | N2 | 127500 | USD | 4 |  54 | 2, 10
Quarry Bank Cement   | kiln monitoring       | N2 | 118000 | EUR | 1 |  47 | 5, 9
Ottermill Paper      | mill analytics        | N4 | 112000 | EUR | 6 |   8 |
Bellwood Retail      | store replenishment   | N3 | 104000 | USD | 3 |  22 | 3, 7, 14
Sandhaven Ports      | berth planning        | R2 |  98000 | EUR | 2 |  16 | 4, 11
Larkspur Pharma      | batch tracing         | N3 |  96500 | USD | 4 |  37 | 5, 11
Ferncliff Dairies    | route planning        | R3 |  91000 | EUR | 1 |   6 | 2, 10
Corvane Motors       | parts forecasting     | N2 |  88000 | EUR | 3 |  60 | 2, 8
Stonewell Water      | leak detection        | N1 |  86000 | USD | 2 |  75 | 4, 13
Juniper Cloudworks   | energy reporting      | R1 |  84000 | USD | 4 |  44 | 6, 20
Marlowe Textiles     | loom monitoring       | N2 |  79000 | EUR | 1 |  51 | 14
Ashdown Railways     | crew planning         | N3 |  77500 | EUR | 2 |  24 | 4, 9
Kestrel Aviation     | parts tracing         | R2 |  75000 | USD | 3 |  18 | 1, 15
Dunmore Brewing      | tank monitoring       | N1 |  72000 | EUR | 1 |  82 | 11
Gallow Steel         | furnace analytics     | N2 |  69000 | EUR | 5 |  39 | 7
Highmoor Wind        | turbine monitoring    | N3 |  67000 | EUR | 2 |  30 | 3, 12
Ivybridge Schools    | transport planning    | R1 |  64500 | USD | 4 |  66 | 16
Lowther Insurance    | claims routing        | N2 |  63000 | USD | 3 |  49 | 5
Mossgate Farms       | irrigation planning   | N1 |  61000 | EUR | 1 |  88 | 18
Nettlecombe Hotels   | linen logistics       | N2 |  58500 | EUR | 2 |  57 | 10
Oakhanger Builders   | crane booking         | N1 |  57000 | USD | 4 |  71 | 12
Penhallow Fisheries  | catch tracing         | R3 |  55500 | EUR | 1 |  11 | 2, 8
Quillon Optics       | line inspection pilot | N1 |  54000 | EUR | 3 |  45 | 0
Ravenscar Mining     | haul routing          | N2 |  52000 | USD | 5 |  63 | 15
Selwyn Couriers      | parcel routing        | R2 |  51000 | EUR | 2 |  21 | 6
Tidewater Labs       | sample tracing        | N1 |  49500 | USD | 4 |  90 | 19
Umber Ceramics       | kiln scheduling       | N2 |  48000 | EUR | 1 |  52 | 9
Vantor Robotics      | spare parts           | N3 |  46500 | EUR | 3 |  27 | 4
Westbrook Parks      | vehicle booking       | R1 |  45000 | USD | 2 |  58 | 20
Yarrow Seeds         | store monitoring      | N1 |  43000 | EUR | 1 |  79 | 14
Zennor Instruments   | calibration planning  | R2 |  41500 | EUR | 4 |  34 | 7
Abbotsford Media     | crew booking          | N2 |  39000 | USD | 3 |  46 | 11
Brackley Tyres       | stock forecasting     | N1 |  37500 | EUR | 2 |  84 | 22
Coverdale Clinics    | rota planning         | R1 |  36000 | USD | 1 |  62 | 13
Drayford Packaging   | press monitoring      | N2 |  34500 | EUR | 4 |  40 | 8
Eastlake Furniture   | delivery planning     | N1 |  33000 | EUR | 3 |  77 | 17
Foxholm Plastics     | mould tracking        | R3 |  31500 | EUR | 2 |  14 | 3
Glenaire Cosmetics   | batch planning        | N1 |  30000 | USD | 1 |  86 | 21
Harrowgate Prints    | press booking         | N2 |  28500 | EUR | 5 |  55 | 16
Inverlee Spirits     | cask tracking         | R2 |  27000 | EUR | 4 |  32 | 5
Jarrow Glass         | furnace booking       | N1 |  25500 | EUR | 3 |  69 | 24
Kelmscott Books      | print planning        | R1 |  24000 | USD | 2 |  72 | 25
Lanyon Surfboards    | order planning        | N1 |  22500 | EUR | 1 |  80 | 18
Mallory Bikes        | parts planning        | N2 |  21000 | USD | 4 |  48 | 10
Northcote Bakeries   | van routing           | R3 |  19500 | EUR | 3 |  10 | 1
Osterley Gardens     | watering plans        | N1 |  18000 | EUR | 2 |  91 | 26
Ferrow Rail          | signal inspection     | N5 | 138000 | EUR | 1 |   0 | 2, 7
Pendry Stores        | shelf planning        | N5 |  44000 | USD | 3 | -11 | 12
Rookhope Quarries    | blast planning        | N6 |  66000 | EUR | 2 | -15 | 19
Sorrel Catering      | menu planning         | R4 |  29000 | EUR | 4 |  -6 | 9
Thornley Vets        | rota planning         | R5 |  17500 | USD | 1 | -20 | 23
Wexcombe Cider       | press planning        | N6 |  23500 | EUR | 3 | -25 | 27
"""

GUESTS = (
    "Maren Lund",
    "Luis Ortega",
    "Hannah Weiss",
    "Jonas Brandt",
    "Amelia Stone",
    "Noor Haddad",
    "Viktor Sorin",
    "Chloe Martin",
    "Elias Berg",
    "Sofia Rinaldi",
    "Owen Price",
    "Keiko Mori",
)

# Stage number -> what calls in that stage are like: title, brief, key points, topics, outcome.
TALKS: dict[int, tuple[str, str, tuple[str, ...], tuple[str, ...], str]] = {
    1: (
        "Introduction",
        "{guest} described how {customer} plans today and where it costs time.",
        ("Spreadsheets are passed around by e-mail", "A decision is wanted this quarter"),
        ("Discovery", "Pain"),
        "Next step agreed",
    ),
    2: (
        "Evaluation",
        "{customer} compared us with its present tool; {guest} wants a trial with its own data.",
        ("A trial with own data is wanted", "The present contract ends soon"),
        ("Competition", "Trial"),
        "Next step agreed",
    ),
    3: (
        "Proposal review",
        "{guest} went through the proposal for {what}; price per site is the open question.",
        ("Price per site is open", "Procurement joins from now on"),
        ("Pricing", "Procurement"),
        "Waiting for customer",
    ),
    4: (
        "Contract",
        "{customer} has the contract for {what}; {guest} expects the signature after legal review.",
        ("Legal asks for a data processing addendum", "The start date is fixed"),
        ("Legal", "Timeline"),
        "Waiting for customer",
    ),
    5: (
        "Kick-off",
        "{customer} starts with {what}; {guest} names the project team next week.",
        ("The project team is named next week",),
        ("Onboarding",),
        "Won",
    ),
    6: (
        "Closing talk",
        "{customer} does not go on with {what}; {guest} named the budget as the reason.",
        ("The budget was cut",),
        ("Budget",),
        "Lost",
    ),
}
