"""Sheets about the paths the world may take, and about what-if questions."""

from __future__ import annotations

from model.schema.kinds import GOODS_REFERENCE, PLACE_REFERENCE, Column, Kind, sheet

N, P, T = Kind.NUMBER, Kind.PERCENT, Kind.TEXT

STORIES = sheet(
    "Stories",
    "Paths the world may take. The base story, without disruption, need not be listed.",
    Column("Story", T, "Its name.", required=True),
    Column("Parent", T, "The story it grows out of. Blank = the base story.", refers_to=(("Stories", "Story"),), also=("base",)),
    Column("Probability", P, "That it happens, given its parent is under way. Several onsets share it evenly.", "% given the parent", required=True, maximum=100),
    Column(
        "Onset", Kind.ONSETS,
        "When it parts from its parent. Several dates: it begins on one of them, each as likely. Or months after its "
        "parent begins, counted from each of the parent's dates.",
        "a date, several: A; B, or + months after the parent's", required=True,
    ),
    key=("Story",),
)

EFFECTS = sheet(
    "Effects",
    "What happens in a story. Clocks start at its onset.",
    Column("Story", T, "The story.", refers_to=(("Stories", "Story"),), required=True),
    Column(
        "Kind", Kind.CHOICE, "What is hit. A supply loss or gain counts for offers and for processes that make the material.",
        "supply loss / supply gain / process loss / price / demand / freight", required=True,
        choices=("supply loss", "supply gain", "process loss", "price", "demand", "freight"),
    ),
    Column("Country or agreement", T, "Where. Blank = everywhere.", refers_to=PLACE_REFERENCE),
    Column("Material or group", T, "What. Blank = every material.", refers_to=GOODS_REFERENCE, also=("all",)),
    Column("Stage", T, "Only materials of this stage. Blank = all stages.", refers_to=(("Materials", "Stage"),)),
    Column("Segment", T, "Demand of this segment alone. Blank = all.", refers_to=(("Demand", "Segment"),)),
    Column("Change", P, "Loss in per cent (60 or -60), tonnes gained (50 = half as much again), or change of price, demand or freight.", "%", required=True, minimum=None, rarely_below=1),
    Column("Starts after", N, "From the story's onset.", "months", 0.0),
    Column("Lasts", N, "At full strength. Blank = to the end.", "months"),
    Column("Recovers over", N, "Then fades evenly over this time.", "months", 0.0),
    Column("Change from", P, "For a simulation alone: the change where the story is mild, with the sign of Change. Blank = Change.", "%", minimum=None, rarely_below=1),
    Column("Change to", P, "For a simulation alone: the change where the story is severe. Drawn between the two, Change most likely. Blank = Change.", "%", minimum=None, rarely_below=1),
    Column("Lasts from", N, "For a simulation alone: the shortest time. Blank = Lasts.", "months"),
    Column("Lasts to", N, "For a simulation alone: the longest time. Drawn between the two, Lasts most likely. Blank = Lasts.", "months"),
)

WHAT_IFS = sheet(
    "What-ifs",
    "Changes to try: each what-if is one or more rows.",
    Column("What-if", T, "Its name.", required=True),
    Column("Sheet", T, "The sheet to change.", required=True),
    Column("Where", T, "Which rows.", "column=value; …"),
    Column("Column", T, "The column to change.", required=True),
    Column("Action", Kind.CHOICE, "What to do.", "set / multiply / add", "set", choices=("set", "multiply", "add")),
    Column("Value", T, "The new value, factor or addend."),
    sequence=True,
)
