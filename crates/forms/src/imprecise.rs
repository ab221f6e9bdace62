//! A date that is known only roughly: a year, a season, a month, or from one to another.

use std::fmt;
use std::str::FromStr;
use vocabulary::{Day, Language};

/// A day, a month, a season, a year, or from one to another, in the notation of ISO 8601-2: `2012`,
/// `2012-23` (autumn), `2012-03`, `2012-03-01`, `2012-03/2012-04`. It never ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImpreciseDate {
    from: Part,
    to: Option<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Year(i32),
    Season(i32, Season),
    Month(i32, u32),
    Day(Day),
}

/// Three months of one year. The winter is none of them: it lies in two years, and nobody can tell which
/// of them «vinteren 2013» means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Season {
    Spring,
    Summer,
    Autumn,
}

impl Season {
    const ALL: [Season; 3] = [Season::Spring, Season::Summer, Season::Autumn];

    /// What stands instead of the month in the notation of ISO 8601-2.
    const fn number(self) -> u32 {
        match self {
            Season::Spring => 21,
            Season::Summer => 22,
            Season::Autumn => 23,
        }
    }
    /// Its first month: March, June, September, as the weather service counts.
    const fn first_month(self) -> u32 {
        match self {
            Season::Spring => 3,
            Season::Summer => 6,
            Season::Autumn => 9,
        }
    }
    /// What people call it; the first is how it is said.
    const fn names(self, language: Language) -> &'static [&'static str] {
        match (self, language) {
            (Season::Spring, Language::Bokmal | Language::Nynorsk) => &["våren", "vår"],
            (Season::Summer, Language::Bokmal) => &["sommeren", "sommer"],
            (Season::Summer, Language::Nynorsk) => &["sommaren", "sommar"],
            (Season::Autumn, Language::Bokmal) => &["høsten", "høst"],
            (Season::Autumn, Language::Nynorsk) => &["hausten", "haust"],
            (Season::Spring, Language::English) => &["spring"],
            (Season::Summer, Language::English) => &["summer"],
            (Season::Autumn, Language::English) => &["autumn", "fall"],
        }
    }
    fn of(name: &str) -> Option<Season> {
        let is_named =
            |season: &Season| Language::ALL.iter().any(|one| season.names(*one).contains(&name));
        Season::ALL.into_iter().find(is_named)
    }
}

impl ImpreciseDate {
    /// The first day that it can be.
    pub fn first(self) -> Option<Day> {
        self.from.first()
    }
    /// The last day that it can be.
    pub fn last(self) -> Option<Day> {
        self.to.unwrap_or(self.from).last()
    }

    fn of(from: Part, to: Option<Part>) -> Option<ImpreciseDate> {
        let date = ImpreciseDate { from, to };
        (date.first()? <= date.last()?).then_some(date)
    }

    /// As people write it: `2012`, `høsten 2012`, `mars 2012`, `mars/april 2012`, `03.2012`,
    /// `1. mars 2012`, `2012–2013`, and the notation of ISO. `None` when it cannot be read for certain.
    pub fn typed(text: &str) -> Option<ImpreciseDate> {
        let text = text.trim().to_lowercase().replace('\u{a0}', " ");
        let (first, last) = ["/", " – ", "–", " - ", " til ", " to "]
            .iter()
            .find_map(|between| text.split_once(between))
            .map_or((text.as_str(), None), |(first, last)| (first.trim(), Some(last.trim())));
        let Some(last) = last else {
            return ImpreciseDate::of(Part::typed(first, None)?, None);
        };
        let last = Part::typed(last, None)?;
        // In «mars/april 2012» the year stands once, at the end.
        ImpreciseDate::of(Part::typed(first, Some(last.year()))?, Some(last))
    }

    /// `mars 2012`, `mars/april 2012`, `november 2012 – februar 2013`, `høsten 2012`, `1. mars 2012`,
    /// `2012`. What is said so can be typed so.
    pub fn in_words(self, language: Language) -> String {
        match (self.from, self.to) {
            (from, None) => from.in_words(language),
            (Part::Month(year, month), Some(Part::Month(same, next)))
                if same == year && next == month + 1 =>
            {
                format!("{}/{} {year}", month_name(month, language), month_name(next, language))
            }
            (Part::Month(year, month), Some(to @ Part::Month(same, _))) if same == year => {
                format!("{}–{}", month_name(month, language), to.in_words(language))
            }
            (Part::Year(from), Some(Part::Year(to))) => format!("{from}–{to}"),
            (from, Some(to)) => format!("{} – {}", from.in_words(language), to.in_words(language)),
        }
    }
}

impl Part {
    fn year(self) -> i32 {
        match self {
            Part::Year(year) | Part::Season(year, _) | Part::Month(year, _) => year,
            Part::Day(day) => day.year(),
        }
    }
    fn first(self) -> Option<Day> {
        match self {
            Part::Year(year) => Day::new(year, 1, 1),
            Part::Season(year, season) => Day::new(year, season.first_month(), 1),
            Part::Month(year, month) => Day::new(year, month, 1),
            Part::Day(day) => Some(day),
        }
    }
    fn last(self) -> Option<Day> {
        match self {
            Part::Year(year) => Day::new(year, 12, 31),
            Part::Season(..) => self.first().map(|first| first.plus_months(3).plus_days(-1)),
            Part::Month(..) => self.first().map(|first| first.plus_months(1).plus_days(-1)),
            Part::Day(day) => Some(day),
        }
    }
    fn in_words(self, language: Language) -> String {
        match self {
            Part::Year(year) => year.to_string(),
            Part::Season(year, season) => {
                let name = season.names(language).first().copied().unwrap_or_default();
                format!("{name} {year}")
            }
            Part::Month(year, month) => format!("{} {year}", month_name(month, language)),
            Part::Day(day) => day.in_words(language),
        }
    }
    /// The notation of ISO only.
    fn iso(text: &str) -> Option<Part> {
        let digits = |text: &str, long: usize| {
            (text.len() == long && text.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| text.parse::<u32>().ok())
                .flatten()
        };
        let mut parts = text.split('-');
        let year = i32::try_from(digits(parts.next()?, 4)?).ok().filter(|year| *year >= 1000)?;
        let month = parts.next().map(|text| digits(text, 2)).map_or(Some(None), |m| m.map(Some))?;
        let day = parts.next().map(|text| digits(text, 2)).map_or(Some(None), |d| d.map(Some))?;
        if parts.next().is_some() {
            return None;
        }
        match (month, day) {
            (None, _) => Some(Part::Year(year)),
            (Some(month @ 1..=12), None) => Some(Part::Month(year, month)),
            (Some(number), None) => {
                let season = Season::ALL.into_iter().find(|season| season.number() == number)?;
                Some(Part::Season(year, season))
            }
            (Some(month), Some(day)) => Day::new(year, month, day).map(Part::Day),
        }
    }
    /// As people write it, in lower case; `year` where it stands elsewhere.
    fn typed(text: &str, year: Option<i32>) -> Option<Part> {
        if let Some(part) = Part::iso(text) {
            return Some(part);
        }
        if let Some(day) = certain_day(text) {
            return Some(Part::Day(day));
        }
        let four = |text: &str| match Part::iso(text) {
            Some(Part::Year(year)) => Some(year),
            _ => None,
        };
        if let Some((month, year)) = text.split_once('.')
            && let (Ok(month @ 1..=12), Some(year)) = (month.trim().parse(), four(year.trim()))
        {
            return Some(Part::Month(year, month));
        }
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let year = match words.last().and_then(|word| four(word)) {
            Some(year) => {
                words.pop();
                year
            }
            None => year?,
        };
        match words.as_slice() {
            [name] => Season::of(name)
                .map(|season| Part::Season(year, season))
                .or_else(|| month_of(name).map(|month| Part::Month(year, month))),
            [day, month] => {
                let day = day.trim_end_matches('.').parse().ok()?;
                Day::new(year, month_of(month)?, day).map(Part::Day)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Year(year) => write!(f, "{year:04}"),
            Part::Season(year, season) => write!(f, "{year:04}-{}", season.number()),
            Part::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Part::Day(day) => day.fmt(f),
        }
    }
}

impl fmt::Display for ImpreciseDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.from.fmt(f)?;
        self.to.map_or(Ok(()), |to| write!(f, "/{to}"))
    }
}

/// Why a text is not a rough date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a date; write for example 2012, 2012-03 or 2012-03/2012-04")]
pub struct ImpreciseDateError(String);

impl FromStr for ImpreciseDate {
    type Err = ImpreciseDateError;
    /// The notation of ISO only, as answers hold it.
    fn from_str(text: &str) -> Result<Self, ImpreciseDateError> {
        let (from, to) = text.split_once('/').map_or((text, None), |(from, to)| (from, Some(to)));
        let read = || {
            let to = to.map(Part::iso).map_or(Some(None), |to| to.map(Some))?;
            ImpreciseDate::of(Part::iso(from)?, to)
        };
        read().ok_or_else(|| ImpreciseDateError(text.to_owned()))
    }
}

/// A day as people write it, `2012-03-01` or `1.3.2012`. A year of two digits stays unread: nobody knows
/// which century was meant.
pub(crate) fn certain_day(text: &str) -> Option<Day> {
    text.parse::<Day>().ok().filter(|day| (1000..=9999).contains(&day.year()))
}

/// The name of a month, 1 to 12, as [`Day::in_words`] spells it.
fn month_name(month: u32, language: Language) -> String {
    let words = Day::new(2000, month, 1).map(|day| day.in_words(language)).unwrap_or_default();
    words.split(' ').nth(1).unwrap_or_default().to_owned()
}

/// The month of a name in any of the languages, or of its beginning (`aug`, `sept.`).
fn month_of(name: &str) -> Option<u32> {
    let name = name.trim_end_matches('.');
    let is_named = |month: &u32| {
        Language::ALL
            .into_iter()
            .any(|language| month_name(*month, language).to_lowercase().starts_with(name))
    };
    // Three letters tell the months of all three languages apart.
    (1..=12).find(is_named).filter(|_| name.chars().count() >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_and_said_as_people_do() {
        for (typed, kept, said) in [
            ("2012", "2012", "2012"),
            (" 2012-03 ", "2012-03", "mars 2012"),
            ("Mars/April 2012", "2012-03/2012-04", "mars/april 2012"),
            ("march – june 2012", "2012-03/2012-06", "mars–juni 2012"),
            ("november 2012 – februar 2013", "2012-11/2013-02", "november 2012 – februar 2013"),
            ("2012–2013", "2012/2013", "2012–2013"),
            ("03.2012", "2012-03", "mars 2012"),
            ("1.3.2012", "2012-03-01", "1. mars 2012"),
            ("1. mars 2012", "2012-03-01", "1. mars 2012"),
            ("aug. 2012", "2012-08", "august 2012"),
            ("sept 2012", "2012-09", "september 2012"),
            ("Høst 2013", "2013-23", "høsten 2013"),
            ("hausten 2013", "2013-23", "høsten 2013"),
            ("spring 2013", "2013-21", "våren 2013"),
            ("vår/sommer 2013", "2013-21/2013-22", "våren 2013 – sommeren 2013"),
        ] {
            let date = ImpreciseDate::typed(typed).unwrap_or_else(|| panic!("{typed} is read"));
            assert_eq!(date.to_string(), kept, "{typed}");
            assert_eq!(date.in_words(Language::Bokmal), said, "{typed}");
            assert_eq!(kept.parse(), Ok(date));
            assert_eq!(ImpreciseDate::typed(said), Some(date), "{said}");
        }
        let spring = ImpreciseDate::typed("2012-03/2012-04").expect("a rough date");
        assert_eq!(spring.in_words(Language::English), "March/April 2012");
        let autumn = ImpreciseDate::typed("høsten 2013").expect("a rough date");
        assert_eq!(autumn.in_words(Language::Nynorsk), "hausten 2013");
        assert_eq!((autumn.first(), autumn.last()), (Day::new(2013, 9, 1), Day::new(2013, 11, 30)));
    }

    #[test]
    fn what_is_said_in_any_language_is_read_back_as_the_same() {
        let years = (2012..=2013).map(|year| year.to_string());
        let months = (1..=12).map(|month| format!("2012-{month:02}"));
        let seasons = (21..=23).map(|season| format!("2013-{season}"));
        let days = ["2012-02-29", "2012-12-31"].map(str::to_owned);
        let parts: Vec<String> = years.chain(months).chain(seasons).chain(days).collect();
        let spans = parts.iter().flat_map(|a| parts.iter().map(move |b| format!("{a}/{b}")));
        let dates = parts.iter().cloned().chain(spans).filter_map(|text| text.parse().ok());
        for date in dates.collect::<Vec<ImpreciseDate>>() {
            for language in Language::ALL {
                let said = date.in_words(language);
                assert_eq!(ImpreciseDate::typed(&said), Some(date), "{said}");
            }
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for typed in [
            "",
            "vinteren 2012",
            "ma 2012",
            "2012-24",
            "2012-23-01",
            "12",
            "2012-13",
            "2012-02-30",
            "2013/2012",
            "mars",
            "0012",
        ] {
            assert_eq!(ImpreciseDate::typed(typed), None, "{typed}");
            assert!(typed.parse::<ImpreciseDate>().is_err(), "{typed}");
        }
        assert!("mars 2012".parse::<ImpreciseDate>().is_err(), "answers hold the notation of ISO");
    }
}
