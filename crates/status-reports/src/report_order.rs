//! An order of status reports: what comes by itself, how often, and to whom.

use crate::{Audience, Reader, Scope, Subject};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::{fmt, str::FromStr};
use vocabulary::{CallId, CountyNumber, Day, Language, ReportOrderId, SchemeId};

/// What an order is about. Without a year it is about the latest budget year that is decided when a
/// report is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderedScope {
    /// One call.
    Call(CallId),
    /// The calls of one scheme.
    Scheme(SchemeId, Option<i32>),
    /// One county in all calls.
    County(CountyNumber, Option<i32>),
    /// All calls.
    Everything(Option<i32>),
}

impl OrderedScope {
    /// The word of its kind in the database and in addresses, as [`Scope::kind`].
    pub const fn kind(self) -> &'static str {
        match self {
            OrderedScope::Call(_) => "call",
            OrderedScope::Scheme(..) => "scheme",
            OrderedScope::County(..) => "county",
            OrderedScope::Everything(_) => "year",
        }
    }
    /// What tells it from the others of its kind, as [`Scope::id`].
    pub fn id(self) -> String {
        match self {
            OrderedScope::Call(call) => call.to_string(),
            OrderedScope::Scheme(scheme, _) => scheme.to_string(),
            OrderedScope::County(number, _) => number.to_string(),
            OrderedScope::Everything(_) => String::new(),
        }
    }
    /// The budget year, where it is not the latest.
    pub const fn year(self) -> Option<i32> {
        match self {
            OrderedScope::Call(_) => None,
            OrderedScope::Scheme(_, year)
            | OrderedScope::County(_, year)
            | OrderedScope::Everything(year) => year,
        }
    }
    /// The scope of what the database keeps of it; `None` when that is none.
    pub fn from_parts(kind: &str, id: &str, year: Option<i32>) -> Option<OrderedScope> {
        Some(match (kind, year) {
            ("call", None) => OrderedScope::Call(id.parse().ok()?),
            ("scheme", year) => OrderedScope::Scheme(id.parse().ok()?, year),
            ("county", year) => OrderedScope::County(id.parse().ok()?, year),
            ("year", year) if id.is_empty() => OrderedScope::Everything(year),
            _ => return None,
        })
    }
    /// What a report covers when the latest decided budget year is this one.
    pub fn in_year(self, latest: i32) -> Scope {
        match self {
            OrderedScope::Call(call) => Scope::Call(call),
            OrderedScope::Scheme(scheme, year) => {
                Scope::Scheme { scheme, year: year.unwrap_or(latest) }
            }
            OrderedScope::County(number, year) => {
                Scope::County { number, year: year.unwrap_or(latest) }
            }
            OrderedScope::Everything(year) => Scope::Year(year.unwrap_or(latest)),
        }
    }
}

/// How often a report comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rhythm {
    /// After each month.
    Monthly,
    /// After each quarter of a year.
    Quarterly,
    /// When the last report that a call's grants owe is approved: then one about that call.
    LastApproval,
}

impl Rhythm {
    /// All of them.
    pub const ALL: [Rhythm; 3] = [Rhythm::Monthly, Rhythm::Quarterly, Rhythm::LastApproval];

    /// The word in the database and in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Rhythm::Monthly => "monthly",
            Rhythm::Quarterly => "quarterly",
            Rhythm::LastApproval => "last-approval",
        }
    }

    /// The last day of the latest period that is over on a day; `None` for what goes by no calendar.
    pub fn period_over_on(self, today: Day) -> Option<Day> {
        let date = today.date();
        let first_month = match self {
            Rhythm::Monthly => date.month(),
            Rhythm::Quarterly => (date.month() - 1) / 3 * 3 + 1,
            Rhythm::LastApproval => return None,
        };
        let first = NaiveDate::from_ymd_opt(date.year(), first_month, 1)?;
        first.pred_opt().map(Day::from)
    }
}

impl fmt::Display for Rhythm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
impl FromStr for Rhythm {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        Rhythm::ALL
            .into_iter()
            .find(|rhythm| rhythm.word() == word)
            .ok_or_else(|| format!("«{word}» is not how often a report can come"))
    }
}

/// What is to be ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    /// What about.
    pub scope: OrderedScope,
    /// How often.
    pub rhythm: Rhythm,
    /// In which language.
    pub language: Language,
    /// For whom it is written.
    pub audience: Audience,
    /// Who is told by mail; nobody where the page is enough.
    pub readers: Vec<Reader>,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportOrder {
    /// Its id.
    pub id: ReportOrderId,
    /// What was ordered.
    pub order: NewOrder,
    /// When.
    pub ordered_at: DateTime<Utc>,
    /// By whom.
    pub ordered_by: String,
    /// When and by whom it was ended.
    pub ended: Option<(DateTime<Utc>, String)>,
}

impl ReportOrder {
    /// The last day of the period that a report is due for on a day: none for a period that was over
    /// before it was ordered.
    pub fn due_on(&self, today: Day) -> Option<Day> {
        let over = self.order.rhythm.period_over_on(today)?;
        (self.ended.is_none() && over >= Day::at(self.ordered_at)).then_some(over)
    }

    /// The report of a call is part of what this order wants when the last of its reports is approved.
    pub fn wants_call(&self, call: CallId, scheme: SchemeId, year: i32) -> bool {
        self.ended.is_none()
            && self.order.rhythm == Rhythm::LastApproval
            && match self.order.scope {
                OrderedScope::Call(ordered) => ordered == call,
                OrderedScope::Scheme(ordered, of) => {
                    ordered == scheme && of.unwrap_or(year) == year
                }
                OrderedScope::Everything(of) => of.unwrap_or(year) == year,
                OrderedScope::County(..) => false,
            }
    }
}

/// The turn in which an order asks for a report of a call whose last report was approved; with the moment
/// when it is not the first time that one was the last.
pub(crate) fn turn_of(call: CallId, again: Option<DateTime<Utc>>) -> String {
    let first = format!("{}:{call}", Subject::Call(call).kind());
    match again {
        None => first,
        Some(at) => format!("{first}:{}", at.timestamp_micros()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::SubsecRound;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn order(rhythm: Rhythm, scope: OrderedScope) -> ReportOrder {
        ReportOrder {
            id: ReportOrderId::fresh(),
            order: NewOrder {
                scope,
                rhythm,
                language: Language::Bokmal,
                audience: Audience::Internal,
                readers: Vec::new(),
            },
            ordered_at: day("2013-02-15").at_hour(9, 0).trunc_subsecs(6),
            ordered_by: "Dina".into(),
            ended: None,
        }
    }

    #[test]
    fn a_period_is_over_when_the_next_has_begun() {
        for (rhythm, today, over) in [
            (Rhythm::Monthly, "2013-02-28", "2013-01-31"),
            (Rhythm::Monthly, "2013-03-01", "2013-02-28"),
            (Rhythm::Monthly, "2012-03-15", "2012-02-29"),
            (Rhythm::Monthly, "2013-01-01", "2012-12-31"),
            (Rhythm::Quarterly, "2013-03-31", "2012-12-31"),
            (Rhythm::Quarterly, "2013-04-01", "2013-03-31"),
            (Rhythm::Quarterly, "2013-12-31", "2013-09-30"),
        ] {
            assert_eq!(rhythm.period_over_on(day(today)), Some(day(over)), "{rhythm} on {today}");
        }
        assert_eq!(Rhythm::LastApproval.period_over_on(day("2013-04-01")), None);
    }

    #[test]
    fn an_order_is_due_for_periods_that_end_after_it_was_made_and_while_it_stands() {
        let mut monthly = order(Rhythm::Monthly, OrderedScope::Everything(None));
        assert_eq!(monthly.due_on(day("2013-02-20")), None);
        assert_eq!(monthly.due_on(day("2013-03-01")), Some(day("2013-02-28")));
        assert_eq!(monthly.due_on(day("2013-06-17")), Some(day("2013-05-31")));
        monthly.ended = Some((monthly.ordered_at, "Dina".into()));
        assert_eq!(monthly.due_on(day("2013-06-17")), None);
    }

    #[test]
    fn the_last_approval_of_a_call_is_for_those_who_ordered_it() {
        let (call, scheme) = (CallId::fresh(), SchemeId::fresh());
        let wants = |rhythm, scope| order(rhythm, scope).wants_call(call, scheme, 2012);
        let last = Rhythm::LastApproval;
        assert!(wants(last, OrderedScope::Call(call)));
        assert!(!wants(last, OrderedScope::Call(CallId::fresh())));
        assert!(wants(last, OrderedScope::Scheme(scheme, None)));
        assert!(wants(last, OrderedScope::Scheme(scheme, Some(2012))));
        assert!(!wants(last, OrderedScope::Scheme(scheme, Some(2013))));
        assert!(wants(last, OrderedScope::Everything(None)));
        assert!(!wants(Rhythm::Monthly, OrderedScope::Call(call)));
    }

    #[test]
    fn what_the_database_keeps_is_read_back() {
        for scope in [
            OrderedScope::Call(CallId::fresh()),
            OrderedScope::Scheme(SchemeId::fresh(), Some(2012)),
            OrderedScope::County("03".parse().unwrap(), None),
            OrderedScope::Everything(None),
        ] {
            let read = OrderedScope::from_parts(scope.kind(), &scope.id(), scope.year());
            assert_eq!(read, Some(scope));
        }
        for rhythm in Rhythm::ALL {
            assert_eq!(rhythm.word().parse(), Ok(rhythm));
        }
    }
}
