use crate::Language;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Oslo;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A calendar day in Norway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(NaiveDate);

/// Why a text is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a day; write for example 2013-03-01 or 01.03.2013")]
pub struct DayError(pub String);

impl Day {
    /// A day of the calendar, or `None` when there is no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day)
    }
    /// The day it is in Norway at an instant.
    pub fn at(instant: DateTime<Utc>) -> Day {
        Day(instant.with_timezone(&Oslo).date_naive())
    }
    /// As the date the database keeps.
    pub fn date(self) -> NaiveDate {
        self.0
    }
    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }
    /// This many days later (or earlier, when negative); stops at the ends of the calendar.
    pub fn plus_days(self, days: i64) -> Day {
        let step = Days::new(days.unsigned_abs());
        let moved =
            if days < 0 { self.0.checked_sub_days(step) } else { self.0.checked_add_days(step) };
        Day(moved.unwrap_or(self.0))
    }
    /// This many months later; the last day of the month where that month is shorter.
    pub fn plus_months(self, months: u32) -> Day {
        Day(self.0.checked_add_months(Months::new(months)).unwrap_or(self.0))
    }
    /// How many days from `earlier` until this day; negative when this day comes first.
    pub fn days_since(self, earlier: Day) -> i64 {
        (self.0 - earlier.0).num_days()
    }
    /// The instant this day begins in Norway.
    pub fn begins_at(self) -> DateTime<Utc> {
        let midnight = self.0.and_time(NaiveTime::MIN);
        // Europe/Oslo has never skipped midnight since 1946, so the earliest reading always exists.
        Oslo.from_local_datetime(&midnight)
            .earliest()
            .map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
    }
    /// The instant this day is over in Norway: a deadline on this day can be met until then.
    pub fn ends_at(self) -> DateTime<Utc> {
        self.plus_days(1).begins_at()
    }
    /// An instant on this day, hours and minutes by the clock on the wall in Norway.
    pub fn at_hour(self, hour: u32, minute: u32) -> DateTime<Utc> {
        let wall = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN);
        let local = self.0.and_time(wall);
        Oslo.from_local_datetime(&local)
            .earliest()
            .map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc))
    }
    /// `1. mars 2013`, `1 March 2013`.
    pub fn in_words(self, language: Language) -> String {
        const NB: [&str; 12] = [
            "januar",
            "februar",
            "mars",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "desember",
        ];
        const EN: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let (day, month, year) = (self.0.day(), self.0.month0() as usize, self.0.year());
        match language {
            Language::Bokmal | Language::Nynorsk => format!("{day}. {} {year}", NB[month]),
            Language::English => format!("{day} {} {year}", EN[month]),
        }
    }
    /// `01.03.2013`, as tables show it.
    pub fn short(self) -> String {
        self.0.format("%d.%m.%Y").to_string()
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Day {
        Day(date)
    }
}
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.format("%Y-%m-%d").to_string())
    }
}
impl FromStr for Day {
    type Err = DayError;
    fn from_str(typed: &str) -> Result<Self, DayError> {
        let typed = typed.trim();
        ["%Y-%m-%d", "%d.%m.%Y"]
            .iter()
            .find_map(|form| NaiveDate::parse_from_str(typed, form).ok())
            .map(Day)
            .ok_or_else(|| DayError(typed.to_owned()))
    }
}

/// Days from `first` to `last`, both included. It never ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    first: Day,
    last: Day,
}

impl Period {
    /// `None` when `last` comes before `first`.
    pub fn new(first: Day, last: Day) -> Option<Period> {
        (first <= last).then_some(Period { first, last })
    }
    /// A whole calendar year.
    pub fn year(year: i32) -> Option<Period> {
        Period::new(Day::new(year, 1, 1)?, Day::new(year, 12, 31)?)
    }
    /// The first day.
    pub fn first(self) -> Day {
        self.first
    }
    /// The last day, included.
    pub fn last(self) -> Day {
        self.last
    }
    /// Whether the day lies in it.
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn a_day_ends_at_midnight_in_oslo() {
        assert_eq!(day("2013-03-01").ends_at().to_rfc3339(), "2013-03-01T23:00:00+00:00");
        assert_eq!(day("2013-07-01").ends_at().to_rfc3339(), "2013-07-01T22:00:00+00:00");
        assert_eq!(Day::at(day("2013-03-01").ends_at()), day("2013-03-02"));
        assert_eq!(Day::at(day("2013-03-01").begins_at()), day("2013-03-01"));
    }

    #[test]
    fn reads_and_writes() {
        assert_eq!(day("01.03.2013"), day("2013-03-01"));
        assert_eq!(day("2013-03-01").in_words(Language::Nynorsk), "1. mars 2013");
        assert!("30.02.2013".parse::<Day>().is_err());
        assert_eq!(day("2012-01-31").plus_months(1), day("2012-02-29"));
    }

    #[test]
    fn a_period_opens_before_it_closes() {
        assert!(Period::new(day("2013-01-02"), day("2013-01-01")).is_none());
        assert!(Period::year(2013).is_some_and(|p| p.contains(day("2013-12-31"))));
    }
}
