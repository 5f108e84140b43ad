"""The Settings sheet: one row per setting, each declared here as if it were a column."""

from __future__ import annotations

from model.schema.kinds import Column, Kind

N, P, I = Kind.NUMBER, Kind.PERCENT, Kind.INTEGER


def weight(ledger: str, default: float, meaning: str) -> Column:
    return Column(
        f"Weight {ledger}", N, f"Weight of the {ledger} ledger in the objective: {meaning}", default=default
    )


SETTINGS: tuple[Column, ...] = (
    Column("Start", Kind.WHEN, "First day of period 1.", required=True),
    Column("Period months", Kind.CHOICE, "Length of a period in months.", "months", 3, choices=("1", "3", "12")),
    Column("Periods", I, "How many periods the plan covers.", default=20, minimum=1, maximum=240),
    Column("Discount rate", P, "Yearly rate at which later money counts less. No inflation is added and most costs stay as typed: it is best to give all prices, growth and rates without inflation (real).", "%/yr", 0.0, minimum=-50, maximum=100, rarely_below=0.3),
    Column("Home country", Kind.TEXT, "The nation that owns the reserve, ISO alpha-3.", default="USA"),
    weight("industry", 1.0, "everybody who uses material."),
    weight("reserve", 1.0, "the stockpile's own money."),
    weight("participants", 1.0, "the manufacturers who commit to the reserve."),
    weight("treasury", 1.0, "public money: loans, grants, support, contracts for difference."),
    weight("duties", 0.0, "0 = buyers decide at landed cost, 1 = duties are a mere transfer."),
    weight("partners", 0.0, "producers' receipts."),
    Column("Risk weight", N, "Weight of the average of the worst stories (CVaR). 0 = expected cost alone.", default=0.0),
    Column("Risk level", P, "Share of stories that the risk measure leaves out.", "%", 95.0, maximum=99.999, rarely_below=1),
    Column("Risk on", Kind.CHOICE, "What the risk measure looks at.", "shortage / total", "shortage", choices=("shortage", "total")),
    Column(
        "Membership counted from", Kind.CHOICE, "The weakest status that counts as membership of an agreement.",
        "signed / announced / invited", "signed", choices=("signed", "announced", "invited"),
    ),
    Column("Reserve pays duty", Kind.YES_NO, "Whether the reserve pays ad valorem duty. Border top-ups are always due.", "yes/no", True),
    Column(
        "Release when", Kind.CHOICE, "When the reserve may release a material.",
        "disrupted / any disruption / always", "disrupted", choices=("disrupted", "any disruption", "always"),
    ),
    Column(
        "Disrupted until delivered", Kind.YES_NO,
        "Whether a material stays disrupted after a cut for the lead time of what was cut, as what could not be ordered is "
        "still missing. Releases, targets, refill and draws go by it.", "yes/no", True,
    ),
    Column("Release delay", I, "Periods between the start of a disruption and the first release.", "periods", 0),
    Column("Refill", N, "After a disruption the target applies again from this many months on.", "months", 12.0),
    Column("Market-impact cap", P, "The reserve's orders and its sales of a material, each at most this share of world output. Blank = no cap.", "%", rarely_below=0.5),
    Column("Public co-funding budget", N, "Most public money for projects. Blank = no cap.", "USD"),
    Column("Opening cash", N, "The reserve's cash before the first period.", "USD", 0.0),
    Column("Support penalty", N, "What a dollar of emergency cash from the treasury counts in addition to itself.", "x", 10.0),
    Column("Traders' fee", P, "The reserve's traders' fee, as a share of the price it pays on offers; process output bears none.", "%", 0.0, rarely_below=0.1),
    Column("Buy only commitments", Kind.YES_NO, "Whether the reserve buys only what participants committed to.", "yes/no", False),
    Column("Surplus price", P, "What unwanted material brings, as a share of the lower of market and base price, for at most what comes in.", "%", 0.0, rarely_below=1),
    Column("Industry first", Kind.YES_NO, "If yes, the reserve may not make industry shorter of any material, in any period or story, than it would be without the reserve. Materials with a hard target, or under a limit of At least (t) that is not for industry alone, are left out: there the reserve comes first.", "yes/no", True),
    Column("Smallest order", N, "Least that a reserve order of the first period is worth; smaller ones are left out or raised to it. Materials may give it in tonnes; the larger of the two counts.", "USD", 0.0),
    Column("Price of change", P, "With the sheet Last plan: what a tonne ordered for the reserve more or less than there counts in the objective, as a share of its price. It steers the plan; nobody pays it. 0 = a plan may change freely.", "%", 0.0, rarely_below=0.1),
    Column(
        "Orders before Start", Kind.CHOICE, "Whether what industry ordered and put into processes before Start is chosen with the "
        "plan, as nothing is known of it (planned), or stands on the sheet Orders placed (placed).",
        "planned / placed", "planned", choices=("planned", "placed"),
    ),
)
