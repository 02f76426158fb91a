"""What awards, steps, refusals and the audit say in the reader's language: the one place for it.

The ledger stores reason codes and numbers. Here each becomes a sentence, with the names resolved
beforehand, so that no sentence queries the database.
"""

from leaderboard.sentences.audits import audit_sentence
from leaderboard.sentences.awards import (
    award_title,
    award_why,
    entry_title,
    entry_why,
    new_target,
    reversal_title,
    reversal_why,
    void_reason,
)
from leaderboard.sentences.reasons import next_words, why_not_words
from leaderboard.sentences.refusals import refusal, why_refused
from leaderboard.sentences.rules import rule_sentence
from leaderboard.sentences.speaker import Speaker, speaker
from leaderboard.sentences.steps import StepWords, step_words

__all__ = [
    "Speaker",
    "StepWords",
    "audit_sentence",
    "award_title",
    "award_why",
    "entry_title",
    "entry_why",
    "new_target",
    "next_words",
    "refusal",
    "reversal_title",
    "reversal_why",
    "rule_sentence",
    "speaker",
    "step_words",
    "void_reason",
    "why_not_words",
    "why_refused",
]
