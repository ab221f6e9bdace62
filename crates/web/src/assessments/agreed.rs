//! How far the assessors of a call agree, in words.

use super::words;
use crate::kit::{Badge, PageFrame};
use grant_applications::{Call, CallAgreement};

/// How far the assessors agree about one thing.
pub(super) struct Agreed {
    pub(super) label: String,
    pub(super) alpha: String,
    /// The coefficient itself; `None` where there is none to be had.
    pub(super) coefficient: Option<f64>,
    pub(super) badge: Badge,
}

/// What the coefficients say, the whole first, then criterion by criterion. One application alone says
/// nothing: there is no difference between applications to hold the assessors' against.
pub(super) fn agreed(agreement: &CallAgreement, call: &Call, frame: &PageFrame) -> Vec<Agreed> {
    let (texts, language) = (frame.texts, frame.language());
    let one = |label: String, alpha: Option<f64>| {
        let alpha = alpha.filter(|_| agreement.compared > 1);
        Agreed {
            label,
            alpha: alpha.map_or_else(|| "–".to_owned(), |alpha| words::decimal(alpha, 2, language)),
            coefficient: alpha,
            badge: words::agreement(alpha, texts),
        }
    };
    let whole = one(texts.t("assessments-weighted-score").into(), agreement.score);
    let criteria = call.criteria.iter().zip(&agreement.criteria);
    let criteria =
        criteria.map(|(criterion, alpha)| one(criterion.name_in(language).to_owned(), *alpha));
    std::iter::once(whole).chain(criteria).collect()
}
