//! Charts: one small set, each with its finding as title and its numbers in a table.

use serde::{Deserialize, Serialize};
use vocabulary::Day;

use super::Table;

/// A chart. What it shows is never told by colour alone: everything drawn is labelled where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// The finding: "Agder får mest".
    pub finding: String,
    /// What one who cannot see the chart needs: kind, message, extremes, where the numbers stand.
    /// If empty, it is put together from what is drawn.
    pub alt: String,
    /// What is drawn.
    pub drawing: Drawing,
    /// Where the numbers stand.
    pub numbers: Numbers,
}

/// Where the numbers of a chart stand in a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Numbers {
    /// In this table, set below the chart.
    Here(Table),
    /// In another table of the document, by the name it goes by: "tabell 1".
    In(String),
    /// In a table made from what is drawn, set below the chart.
    FromDrawing,
}

/// What a chart draws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Drawing {
    /// Horizontal bars from a common zero, in the order given. Values below 0 reach to the left.
    Bars(Vec<Bar>),
    /// Budgets as outlines, what is used of them as bars, and a marker where the use should stand.
    BudgetAgainstUsed(Vec<BudgetBar>),
    /// Bars of equal length, each cut into the same kinds of parts.
    Stacked {
        /// What the parts are called, in the order they are drawn.
        parts: Vec<Part>,
        /// The bars from top to bottom.
        bars: Vec<StackedBar>,
    },
    /// Stretches of days and single days along a common time.
    TimeLine {
        /// The rows from top to bottom.
        spans: Vec<Span>,
        /// The day the document describes, drawn across the rows.
        today: Day,
    },
    /// The same small chart once for each of several things, on a common scale.
    SmallMultiples {
        /// What each step along the chart is: years, months.
        steps: Vec<String>,
        /// The charts from left to right, then down.
        charts: Vec<Multiple>,
    },
    /// A map of tiles, one for each county, about where it lies.
    CountyTiles {
        /// The year whose counties are drawn: the map of that year, of 2008 (19), 2018 (18), 2020 (11)
        /// or 2024 (15).
        year: i32,
        /// The counties with their values; one of the map that is not given is drawn as without.
        tiles: Vec<Tile>,
    },
    /// Steps that become fewer, as centred bars of falling width.
    Funnel(Vec<Bar>),
}

/// A bar of a chart or a step of a funnel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// What the bar stands for.
    pub name: String,
    /// Its length, in any unit that the whole chart shares.
    pub value: i64,
    /// The value as it is to be read: "88,0".
    pub label: String,
}

/// A budget and what is used of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetBar {
    /// What the budget is for.
    pub name: String,
    /// What there is.
    pub budget: Share,
    /// What is used; may be more than the budget.
    pub used: Share,
    /// Where the use should stand by now, where that is known.
    pub expected: Option<Share>,
}

/// A value and how it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The value, in any unit that the whole chart shares.
    pub value: i64,
    /// The value as it is to be read.
    pub label: String,
}

/// A kind of part that bars are cut into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is called: "levert".
    pub name: String,
    /// Whether it is the one that asks for something, and is drawn strongest.
    pub stressed: bool,
}

/// A bar cut into parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StackedBar {
    /// What the bar stands for.
    pub name: String,
    /// The parts, one for each kind; missing ones are 0.
    pub shares: Vec<Share>,
}

/// A row of a time line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// What it is.
    pub name: String,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// How the days are to be read: "1. mars–31. desember 2027".
    pub label: String,
    /// Single days on the row.
    pub marks: Vec<Mark>,
}

/// A single day on a time line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The day.
    pub on: Day,
    /// What happens: "Rapport".
    pub name: String,
    /// Whether it has happened.
    pub done: bool,
}

/// One of several small charts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Multiple {
    /// What it is about.
    pub name: String,
    /// The values, one for each step; `None` where nothing is known.
    pub values: Vec<Option<Share>>,
}

/// A county of a map of tiles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    /// Its number in the year of the map: "11".
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its value; more is drawn darker, in at most five steps.
    pub value: i64,
    /// The value as it is to be read.
    pub label: String,
}
