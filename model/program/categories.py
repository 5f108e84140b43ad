"""What a payment is for: one word for each kind of money that moves."""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """The kinds of payments, by the words that tables use for them."""

    # Orders, moves and processes
    PURCHASES = "purchases"
    PROCESS_OUTPUT = "process output"
    FREIGHT = "freight"
    DUTY = "duty"
    TOP_UP = "border top-up"
    TRADERS_FEE = "traders' fee"
    ORDERED_BEFORE = "orders from before Start"
    TOLL = "toll"
    EARLY_INPUTS = "inputs before Start"
    SURPLUS = "surplus sold"
    # Contracts and projects
    TAKE_OR_PAY = "take-or-pay"
    REBATE = "rebate"
    SETTLEMENT = "settlement"
    PROJECT = "project co-funding"
    # Industry
    RECYCLING = "recycling"
    MISSING_STOCK = "missing working stock"
    SHORTAGE = "shortage"
    # The reserve
    RELEASED = "released material"
    SALES = "sales"
    STORAGE = "storage"
    HANDLING = "handling"
    MISSED_TARGET = "missed target"
    PLAN_CHANGED = "change of the last plan"
    STOCK_LEFT = "stock left"
    # Participants
    PARTICIPANTS_FEE = "participants' fee"
    STORAGE_REIMBURSED = "reimbursed storage"
    INTEREST_REIMBURSED = "reimbursed interest"
    TONNES_OUT = "tonnes out"
    # The reserve's money
    DRAWN = "draws"
    UPFRONT_FEE = "upfront fee"
    COMMITMENT_FEE = "commitment fee"
    REPAID = "repayment"
    INTEREST = "interest"
    DEBT_LEFT = "debt left"
    SUPPORT = "support"
    SUPPORT_PENALTY = "support penalty"


AT_THE_ORDER = (
    Category.PURCHASES, Category.PROCESS_OUTPUT, Category.FREIGHT, Category.DUTY, Category.TOP_UP, Category.TRADERS_FEE,
)  # fmt: skip
REIMBURSED = (Category.STORAGE_REIMBURSED, Category.INTEREST_REIMBURSED)
FROM_PARTICIPANTS = (Category.PARTICIPANTS_FEE, *REIMBURSED)
TRANCHE_FEES = (Category.UPFRONT_FEE, Category.COMMITMENT_FEE)
CARRYING = (Category.INTEREST, *TRANCHE_FEES, Category.STORAGE, Category.HANDLING)
PRINCIPAL = (Category.DRAWN, Category.REPAID)
