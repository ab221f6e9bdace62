//! The words that charts say by themselves.

use vocabulary::Language;

use crate::model::Drawing;

/// One of three texts, by language.
fn by(
    language: Language,
    bokmal: &'static str,
    nynorsk: &'static str,
    english: &'static str,
) -> &'static str {
    match language {
        Language::Bokmal => bokmal,
        Language::Nynorsk => nynorsk,
        Language::English => english,
    }
}

/// What kind of chart it is.
pub(crate) fn kind(language: Language, drawing: &Drawing) -> &'static str {
    match drawing {
        Drawing::Bars(_) => by(language, "Stolpediagram", "Stolpediagram", "Bar chart"),
        Drawing::BudgetAgainstUsed(_) => by(
            language,
            "Ramme og det som er gått ut",
            "Ramme og det som er gått ut",
            "Limit and what is out",
        ),
        Drawing::Stacked { .. } => by(language, "Delte stolper", "Delte stolpar", "Stacked bars"),
        Drawing::TimeLine { .. } => by(language, "Tidslinje", "Tidslinje", "Time line"),
        Drawing::SmallMultiples { .. } => by(
            language,
            "Små diagrammer med felles skala",
            "Små diagram med felles skala",
            "Small charts on a common scale",
        ),
        Drawing::CountyTiles { .. } => {
            by(language, "Rutekart over fylkene", "Rutekart over fylka", "Tile map of the counties")
        }
        Drawing::Funnel(_) => by(language, "Trakt", "Trakt", "Funnel"),
    }
}

/// "av 6,0".
pub(crate) fn of(language: Language, label: &str) -> String {
    format!("{} {label}", by(language, "av", "av", "of"))
}

pub(crate) fn over_budget(language: Language) -> &'static str {
    by(language, "over rammen", "over ramma", "over the limit")
}

/// Where the use should stand by now.
pub(crate) fn expected(language: Language, label: &str) -> String {
    format!("{} {label}", by(language, "etter planen nå:", "etter planen no:", "planned by now:"))
}

/// What the outline, the bar and the marker are, in words that hold for a budget and what is used of it
/// as for a grant and what is paid of it.
pub(crate) fn budget_key(language: Language) -> [&'static str; 3] {
    match language {
        Language::Bokmal => ["ramme", "gått ut", "etter planen nå"],
        Language::Nynorsk => ["ramme", "gått ut", "etter planen no"],
        Language::English => ["limit", "out", "planned by now"],
    }
}

/// What a bar says that has no parts.
pub(crate) fn nothing(language: Language) -> &'static str {
    by(language, "ingen", "ingen", "none")
}

/// What a filled and an open mark are.
pub(crate) fn mark_key(language: Language) -> [&'static str; 2] {
    match language {
        Language::Bokmal => ["skjedd", "gjenstår"],
        Language::Nynorsk => ["har skjedd", "står att"],
        Language::English => ["has happened", "still to come"],
    }
}

/// "+ 3 til".
pub(crate) fn more(language: Language, count: usize) -> String {
    format!("+ {count} {}", by(language, "til", "til", "more"))
}

/// "per 1. mars 2027".
pub(crate) fn as_of(language: Language, day: &str) -> String {
    format!("{} {day}", by(language, "per", "per", "as of"))
}

/// The name of a month (from 0) on an axis, with its year in January and where it is the first.
pub(crate) fn month(language: Language, month: usize, year: i32, first: bool) -> String {
    const NORWEGIAN: [&str; 12] = [
        "jan.", "feb.", "mars", "april", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.",
        "des.",
    ];
    const ENGLISH: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let names = if language == Language::English { ENGLISH } else { NORWEGIAN };
    let name = names.get(month).copied().unwrap_or_default();
    if first || month == 0 { format!("{name}\u{a0}{year}") } else { name.to_owned() }
}

/// What the tile of a county says that has no value.
pub(crate) fn without(language: Language) -> &'static str {
    by(language, "ingen tall", "ingen tal", "no figure")
}

/// The ends of a scale.
pub(crate) fn least_and_most(language: Language) -> [&'static str; 2] {
    match language {
        Language::Bokmal => ["Minst", "Mest"],
        Language::Nynorsk => ["Minst", "Mest"],
        Language::English => ["Least", "Most"],
    }
}

/// "Høyest: Agder 88,0. Lavest: Vestland 28,0."
pub(crate) fn extremes(language: Language, most: &str, least: &str) -> String {
    let (high, low) = match language {
        Language::Bokmal => ("Høyest", "Lavest"),
        Language::Nynorsk => ("Høgast", "Lågast"),
        Language::English => ("Highest", "Lowest"),
    };
    format!("{high}: {most}. {low}: {least}.")
}

/// "Fra søknader 120 til tildelinger 34."
pub(crate) fn from_to(language: Language, from: &str, to: &str) -> String {
    match language {
        Language::Bokmal => format!("Fra {from} til {to}."),
        Language::Nynorsk => format!("Frå {from} til {to}."),
        Language::English => format!("From {from} to {to}."),
    }
}

/// Which budgets are overrun.
pub(crate) fn overrun(language: Language, names: &str) -> String {
    format!("{}: {names}.", by(language, "Over budsjettet", "Over budsjettet", "Over budget"))
}

/// What is to come next.
pub(crate) fn next(language: Language, what: &str) -> String {
    format!("{}: {what}.", by(language, "Neste", "Neste", "Next"))
}

/// Where the numbers stand: in a table that has a name, or below the chart.
pub(crate) fn numbers(language: Language, table: Option<&str>) -> String {
    match (language, table) {
        (Language::Bokmal, Some(table)) => format!("Alle verdier står i {table}."),
        (Language::Bokmal, None) => "Alle verdier står i tabellen under.".to_owned(),
        (Language::Nynorsk, Some(table)) => format!("Alle verdiar står i {table}."),
        (Language::Nynorsk, None) => "Alle verdiar står i tabellen under.".to_owned(),
        (Language::English, Some(table)) => format!("All values stand in {table}."),
        (Language::English, None) => "All values stand in the table below.".to_owned(),
    }
}

/// What the table below a chart is called.
pub(crate) fn table_of(language: Language, finding: &str) -> String {
    let words =
        by(language, "Tallene i diagrammet", "Tala i diagrammet", "The numbers in the chart");
    if finding.is_empty() { words.to_owned() } else { format!("{words}: {finding}") }
}

/// The heads of the tables that are made from charts.
pub(crate) struct Heads {
    pub(crate) name: &'static str,
    pub(crate) value: &'static str,
    pub(crate) budget: &'static str,
    pub(crate) used: &'static str,
    pub(crate) expected: &'static str,
    pub(crate) days: &'static str,
    pub(crate) marks: &'static str,
    pub(crate) county: &'static str,
    pub(crate) step: &'static str,
}

pub(crate) fn heads(language: Language) -> Heads {
    match language {
        Language::Bokmal => Heads {
            name: "Navn",
            value: "Verdi",
            budget: "Ramme",
            used: "Gått ut",
            expected: "Etter planen nå",
            days: "Dager",
            marks: "Merkedager",
            county: "Fylke",
            step: "Steg",
        },
        Language::Nynorsk => Heads {
            name: "Namn",
            value: "Verdi",
            budget: "Ramme",
            used: "Gått ut",
            expected: "Etter planen no",
            days: "Dagar",
            marks: "Merkedagar",
            county: "Fylke",
            step: "Steg",
        },
        Language::English => Heads {
            name: "Name",
            value: "Value",
            budget: "Limit",
            used: "Out",
            expected: "Planned by now",
            days: "Days",
            marks: "Dates",
            county: "County",
            step: "Step",
        },
    }
}
