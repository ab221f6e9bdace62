//! Methods and levels of the ledger in words.

use crate::kit::Texts;
use county_allocation::{EnvelopeKind, Method};

/// The name of a method.
pub(super) fn method(method: Method, texts: Texts) -> String {
    let key = match method {
        Method::RankedList => "allocations-method-ranked-list",
        Method::CountyFrames => "allocations-method-county-frames",
    };
    texts.t(key).into()
}

/// How a method works, in a sentence.
pub(super) fn method_hint(method: Method, texts: Texts) -> String {
    let key = match method {
        Method::RankedList => "allocations-method-ranked-list-hint",
        Method::CountyFrames => "allocations-method-county-frames-hint",
    };
    texts.t(key).into()
}

/// The name of a level of the ledger.
pub(super) fn level(kind: EnvelopeKind, texts: Texts) -> String {
    let key = match kind {
        EnvelopeKind::Appropriation => "allocations-level-appropriation",
        EnvelopeKind::Scheme => "allocations-level-scheme",
        EnvelopeKind::Call => "allocations-level-call",
        EnvelopeKind::County => "allocations-level-county",
        EnvelopeKind::Award => "allocations-level-award",
    };
    texts.t(key).into()
}
