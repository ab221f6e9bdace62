use serde::{Deserialize, Serialize};

/// What somebody wants to see of a list. Words that do not fit are ignored, never an error: a list
/// with a strange address still shows the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Words that must occur.
    pub search: Option<String>,
    /// The column to order by, by the name the list gives it.
    pub sort: Option<String>,
    /// Largest first.
    pub descending: bool,
    /// From 1.
    pub page: u64,
    /// How many rows a page has; see [`Look::per_page`].
    pub per_page: u64,
}

impl Look {
    /// All of it, for documents and exports.
    pub fn everything() -> Look {
        Look { per_page: u64::MAX, ..Look::default() }
    }
    /// The page, from 1.
    pub fn page(&self) -> u64 {
        self.page.max(1)
    }
    /// Rows a page: 50 unless said, never more than 500, except for [`Look::everything`].
    pub fn per_page(&self) -> u64 {
        match self.per_page {
            0 => 50,
            u64::MAX => i64::MAX as u64,
            rows => rows.min(500),
        }
    }
    /// The search words without blanks around, `None` when there are none.
    pub fn search(&self) -> Option<&str> {
        self.search.as_deref().map(str::trim).filter(|words| !words.is_empty())
    }
}

/// One page of a list that the database has cut, ordered and counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// How many rows there are on all pages.
    pub total: u64,
    /// This page, from 1.
    pub page: u64,
    /// Rows a page.
    pub per_page: u64,
}

impl<T> Page<T> {
    /// How many pages there are; at least one.
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(self.per_page.max(1)).max(1)
    }
}
