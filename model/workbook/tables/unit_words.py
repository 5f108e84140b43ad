"""Units as planners write them, `USD million`, `kUSD`, `thousand t/yr`, `Mt`: whether one is other than what is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from model.excel.words import clean
from model.schema import Column, Kind

# Each word stands for the unit, scale or money named first in its line.
_SPELT = """
t tonne tonnes ton tons mt te tonnen tonelada toneladas tonnellata tonnellate tonn 吨 トン
yr yrs year years y a pa annum annual annually yearly
month months mo mos mth mths monthly
quarter quarters qtr quarterly
week weeks weekly wk
day days d daily
hour hours hourly
usd us dollar dollars
thousand thousands k tsd ths tausend mille
million millions m mm mn mln mio mill mega
billion billions b bn bln mrd milliard milliards
trillion trillions tn trn
hundred hundreds
kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes
g gm gram grams gramme grammes
mg milligram milligrams
lb lbs pound pounds
oz ozt toz ounce ounces
mtu mtus dmtu stu
kt kton ktons ktonne ktonnes kiloton kilotons kilotonne kilotonnes gg
megaton megatons megatonne megatonnes
short st
long
cwt hundredweight
flask flasks
carat carats
cent cents ct cts usc
m3 litre litres liter liters
piece pieces pcs unit units
eur euro euros
cny rmb yuan
gbp sterling
jpy yen
aud
cad
chf
krw won
inr rupee rupees
zar rand
brl
clp
mxn
rub
permille bp bps basis
fraction fractions decimal decimals
"""
MEANS = {word: line.split()[0] for line in _SPELT.strip().splitlines() for word in line.split()}
TIMES = frozenset({"yr", "month", "quarter", "week", "day", "hour"})
SCALES = frozenset({"thousand", "million", "billion", "trillion"})
SHARES = frozenset({"permille", "fraction"})  # of no meaning but for percentages
OTHERS = frozenset(MEANS.values()) - {"t", "usd", "yr"} - SHARES
SIGNS = {"$": " usd ", "€": " eur ", "£": " gbp ", "¥": " cny ", "‰": " permille ", "¢": " cent "}
SCALE = "scale"  # a power of ten in figures
POWERS = re.compile(r"\b1e\d+\b|\b10+\b|\b0{2,}s?\b|(?<=\d)[., ]000\b")
FORMULA = re.compile(r"(?:[A-Z][a-z]?\d*)*[A-Z][a-z]?\d+(?:[A-Z][a-z]?\d*)*|(?:[A-Z][a-z]?)")
MONEY = "usd|eur|cny|rmb|gbp|jpy|aud|cad|chf"
JOINED = re.compile(rf"(k|t|mm|mn|mio|m|bn|b)?({MONEY})(k|mm|mn|m|bn|b)?")
PER_YEAR = re.compile(r"(k|m)?t(?:pa|py)")


def bracket_text(header: str) -> str:
    """What stands in a header's round bracket, spaces and case as typed; "" where there is none."""
    rest = clean(header).partition("(")[2]
    return rest.rpartition(")")[0] or rest


def has_other_unit(given: str, column: Column) -> bool:
    """Whether a unit names another scale, mass, money or time than the column is read in."""
    wanted = set(unit_words(column.bracket.split(";")[0])) | set(unit_words(column.name))
    named = set(unit_words(given))
    odd = named - wanted
    if "usd" in named and wanted & SCALES and not named & SCALES:
        return True  # USD for USD bn
    times = odd & TIMES if wanted & TIMES or "period" in column.bracket else odd & (TIMES - {"yr"})
    shares = odd & SHARES if column.kind is Kind.PERCENT else set()
    return bool(odd & (OTHERS - TIMES | {SCALE}) or times or shares)


def is_tonne(text: str) -> bool:
    """Whether a unit is a tonne, perhaps of something: `t REO`, `metric tonnes`; not `kg`, `thousand t`, `Mt` or `REO`."""
    words = set(unit_words(text))
    return "t" in words and not words & (OTHERS - TIMES | {SCALE})


def unit_words(text: str) -> Iterator[str]:
    """The units, scales and moneys that a text names, in its order; words that name none are passed over."""
    plain = unicodedata.normalize("NFKC", clean(text))
    for sign, word in SIGNS.items():
        plain = plain.replace(sign, word)
    if POWERS.search(plain.casefold()):
        yield SCALE
    before = ""
    for word in re.findall(r"[^\W_]+", plain):
        if not _is_formula(word, before):
            yield from _meaning(word)
        before = word


def _is_formula(word: str, before: str) -> bool:
    """Whether a word is chemistry: `K2O`, and `Mn` or `B` where it stands behind a tonne."""
    if not FORMULA.fullmatch(word):
        return False
    return any(mark.isdigit() for mark in word) or MEANS.get(before.casefold()) == "t"


def _meaning(word: str) -> Collection[str]:
    """What one word names, several units where it joins them: `kUSD`, `Mt`, `ktpa`."""
    low = word.casefold()
    if word in ("Mt", "Mtpa"):
        return ("million", "t")
    if low in MEANS:
        return (MEANS[low],)
    if joined := JOINED.fullmatch(low):
        scale = "thousand" if joined[1] == "t" else MEANS.get(joined[1] or joined[3] or "", "usd")
        return (scale, MEANS[joined[2]])
    if yearly := PER_YEAR.fullmatch(low):
        return (MEANS[yearly[1]] if yearly[1] else "t", "t", "yr")
    return ()
