//! Which day the ledger is shown at the end of.

use crate::kit::{FormField, Texts};
use vocabulary::Day;

/// A day, and the field that asks for another one.
pub(super) struct OnDay {
    pub(super) day: Day,
    pub(super) is_today: bool,
    pub(super) field: FormField,
    /// The field holds what is no day, or one that has not come; today is shown then.
    pub(super) is_wrong: bool,
}

impl OnDay {
    pub(super) fn read(asked: Option<&str>, today: Day, texts: Texts) -> OnDay {
        let typed = asked.map(str::trim).filter(|typed| !typed.is_empty());
        let field = FormField::day("on", texts.t("ledger-on"));
        let (day, error) = match typed.map(str::parse::<Day>) {
            None => (today, None),
            Some(Ok(day)) if day <= today => (day, None),
            Some(Ok(_)) => (today, Some(texts.t("ledger-on-future"))),
            Some(Err(_)) => (today, Some(texts.t("form-not-a-day"))),
        };
        let is_wrong = error.is_some();
        let field = FormField { error: error.map(Into::into), ..field };
        let shown = if is_wrong { typed.unwrap_or_default().to_owned() } else { day.to_string() };
        OnDay { day, is_today: day == today, field: field.value(shown), is_wrong }
    }

    /// What links carry on, so that whoever follows one krone stays on the day.
    pub(super) fn query(&self) -> String {
        if self.is_today { String::new() } else { format!("?on={}", self.day) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_cannot_be_shown_shows_today_and_keeps_what_was_typed() {
        let today: Day = "2013-02-14".parse().expect("a day");
        let read = |typed| OnDay::read(typed, today, Texts::default());
        assert_eq!(read(None).query(), "");
        assert_eq!(read(Some("2012-05-01")).query(), "?on=2012-05-01");
        for wrong in ["2013-02-15", "i går"] {
            let on = read(Some(wrong));
            assert!(on.is_wrong && on.is_today, "{wrong}");
            assert_eq!(on.field.one_value(), wrong);
        }
    }
}
