//! What the ledger refuses, as problems.

use crate::kit::{FieldProblem, Problem, Text, Texts};
use county_allocation::{EnvelopeKind, LedgerError};

/// A refusal of the ledger. Money that does not reach is said with what there is.
pub(crate) fn of_ledger(texts: Texts, error: &LedgerError) -> Problem {
    let conflict = |detail: Text<'_>| Problem::conflict(detail);
    let wrong = |field: &str, detail: Text<'_>| {
        let detail = detail.to_string();
        Problem::invalid(vec![FieldProblem { field: field.to_owned(), detail }])
    };
    match error {
        LedgerError::NoRoom { envelope, remaining, asked } => conflict(
            texts
                .t("allocations-no-room")
                .with("envelope", envelope)
                .with("remaining", remaining)
                .with("asked", asked),
        )
        .kind("/problems/no-room")
        .short_of(*remaining, *asked),
        LedgerError::NoEnvelope(_) => conflict(texts.t("allocations-no-envelope")),
        LedgerError::NotYours => Problem::forbidden().detail(texts.t("ledger-not-yours")),
        LedgerError::Nothing => wrong("amount_ore", texts.t("ledger-nothing")),
        LedgerError::NoReason => wrong("why", texts.t("ledger-no-reason")),
        LedgerError::NoDocument => wrong("document", texts.t("ledger-no-document")),
        LedgerError::NoName => wrong("name", texts.t("ledger-no-name")),
        LedgerError::NotAKey(key) => wrong("key", texts.t("ledger-not-a-key").with("key", key)),
        LedgerError::Future(_) => wrong("day", texts.t("ledger-future")),
        LedgerError::NotARule(field) => wrong(field, of_rule(texts, field)),
        LedgerError::BeforeOpened { envelope, opened } => conflict(
            texts.t("ledger-before-opened").with("envelope", envelope).with("day", *opened),
        ),
        LedgerError::OtherContent(key) => {
            conflict(texts.t("ledger-other-content").with("key", key))
        }
        LedgerError::NotSiblings { from, to } => {
            conflict(texts.t("ledger-not-siblings").with("from", from).with("to", to))
        }
        LedgerError::OfAGrant(name) => {
            conflict(texts.t("ledger-of-a-grant").with("envelope", name))
        }
        LedgerError::NotInside { kind, .. } => conflict(not_inside(texts, *kind)),
        LedgerError::NotAnAppropriation(name) => {
            conflict(texts.t("ledger-not-an-appropriation").with("envelope", name))
        }
        LedgerError::NotLater { from, to } => conflict(
            texts.t("ledger-not-later").with("from", from.to_string()).with("to", to.to_string()),
        ),
        LedgerError::NoCarryRule(post) => conflict(
            texts
                .t("ledger-no-carry-rule")
                .with("chapter", &post.chapter)
                .with("item", &post.item)
                .with("year", post.year.to_string()),
        ),
        LedgerError::Lapsed { origin_year, until, may } => conflict(
            texts
                .t("ledger-lapsed")
                .with("origin", origin_year.to_string())
                .with("until", until.to_string())
                .with("may", may),
        ),
        LedgerError::AboveLimit { may, asked } => {
            conflict(texts.t("ledger-above-limit").with("may", may).with("asked", asked))
                .short_of(*may, *asked)
        }
        LedgerError::KeyTaken(key) => conflict(texts.t("ledger-key-taken").with("key", key)),
        LedgerError::RuleTaken(post) => conflict(
            texts
                .t("ledger-rule-taken")
                .with("chapter", &post.chapter)
                .with("item", &post.item)
                .with("year", post.year.to_string()),
        ),
        LedgerError::Database(_) => Problem::internal(error),
    }
}

/// What a field of a rule takes.
fn of_rule<'t>(texts: Texts, field: &str) -> Text<'t> {
    match field {
        "chapter" => texts.t("ledger-rule-wrong-chapter"),
        "item" => texts.t("ledger-rule-wrong-item"),
        "from_year" => texts.t("ledger-rule-wrong-from-year"),
        "years_on" => texts.t("ledger-rule-wrong-years-on"),
        _ => texts.t("ledger-rule-wrong-most"),
    }
}

/// Where a frame of a kind belongs.
fn not_inside<'t>(texts: Texts, kind: EnvelopeKind) -> Text<'t> {
    match kind {
        EnvelopeKind::Appropriation => texts.t("ledger-not-inside-appropriation"),
        EnvelopeKind::Scheme => texts.t("ledger-not-inside-scheme"),
        EnvelopeKind::Call => texts.t("ledger-not-inside-call"),
        EnvelopeKind::County | EnvelopeKind::Award => texts.t("ledger-not-inside-award"),
    }
}
