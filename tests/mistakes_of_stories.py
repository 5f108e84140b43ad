"""Mistakes in when stories begin, and in what they add to supply."""

from __future__ import annotations

from tests.bad_workbooks import both, put, row
from tests.mistakes import Mistake

TWO_DATES = put("Stories", "D2", "2027Q3; 2027Q4")

STORY_ERRORS = [
    Mistake(
        "one onset of several before Start", put("Stories", "D4", "2026Q4; 2028"), "Stories", "D4", "2026Q4 lies before"
    ),
    Mistake(
        "onsets after the plan", put("Stories", "D4", "2027Q4; 2029Q1; 2031"), "Stories", "D4", "2029Q1 and 2031 lie after"
    ),
    Mistake("onset twice", put("Stories", "D4", "2027Q4; 2027-10-05"), "Stories", "D4", "begins twice in 2027Q4"),
    Mistake(
        "onsets with commas", put("Stories", "D4", "2027Q4, 2028Q2"), "Stories", "D4", "semicolons: 2027Q4; 2028Q2."
    ),
    Mistake(
        "one onset of several in words", put("Stories", "D4", "2027Q4; later"), "Stories", "D4", '"later", which is neither'
    ),
    Mistake("nothing but a semicolon", put("Stories", "D4", ";"), "Stories", "D4", '";", which is neither a time'),
    Mistake("weeks", put("Stories", "D3", "9 weeks later"), "Stories", "D3", "such as +9 months"),
    Mistake("a part of a month", put("Stories", "D3", "+1.5 months"), "Stories", "D3", "such as +9 months"),
    Mistake("months without a parent", put("Stories", "D4", "+9 months"), "Stories", "D4", "no parent"),
    Mistake("months without a parent, named base", row("Stories", 4, B="base", D="+9"), "Stories", "D4", "no parent"),
    Mistake("no months after the parent", put("Stories", "D3", "+0 months"), "Stories", "D3", "not later than 2027Q3"),
    Mistake(
        "months within the parent's quarter", put("Stories", "D3", "+2 months"), "Stories", "D3", "not later than 2027Q3"
    ),
    Mistake(
        "the same quarter after the parent", put("Stories", "D3", "+4; +5"), "Stories", "D3", "begins twice in 2027Q4"
    ),
    Mistake(
        "onset before all of the parent's",
        both(TWO_DATES, put("Stories", "D3", "2027Q2")),
        "Stories",
        "D3",
        "not later than 2027Q3 and 2027Q4",
    ),
    Mistake(
        "a name of another story's date",
        both(TWO_DATES, row("Stories", 5, A="CHINA stops (2027Q4)", C=1, D="2028")),
        "Stories",
        "A5",
        'also how "China stops" is called',
    ),
    Mistake(
        "children of several dates above 100 %", row("Stories", 4, C=85, D="2027Q4; 2028Q1"), "Stories", "C4", "105 %"
    ),
    Mistake("gain of -50 %", row("Effects", 2, B="supply gain", G=-50), "Effects", "G2", "a gain of -50 %"),
    Mistake("segment of a gain", row("Effects", 2, B="supply gain", F="Defense"), "Effects", "F2", "no segment"),
]
STORY_WARNINGS = [
    Mistake(
        "months that lead beyond the plan", put("Stories", "D3", "+18 months"), "Stories", "D3", "so the story never begins"
    ),
    Mistake(
        "months that lead beyond the plan from one date",
        both(put("Stories", "D2", "2027Q3; 2028Q1"), put("Stories", "D3", "+12 months")),
        "Stories",
        "D3",
        "+12 months after 2028Q1 lies after the plan, and the story does not begin then",
    ),
    Mistake(
        "child of a story that never begins",
        both(put("Stories", "D3", "+18 months"), row("Stories", 5, A="Then", B="China stops for long", C=9, D="2028Q4")),
        "Stories",
        "D5",
        'never begins, as its parent "China stops for long" never does',
    ),
    Mistake("gain of nothing", row("Effects", 2, B="supply gain", C="JPN"), "Effects", "B2", "hits nothing"),
    Mistake("gain of half a per cent", row("Effects", 2, B="supply gain", G=0.5), "Effects", "G2", "If 50 % is meant"),
]
