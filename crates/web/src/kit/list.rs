//! Long lists: what is asked for (`?q=…&county=…&sort=-amount&page=2`), which page of it is shown,
//! and the links that change one thing and keep the rest. Search, order and paging are the
//! database's work: a query takes the [`ListQuery`] and the [`Paging`].

use axum::{extract::Query, http::Uri};

/// What can be asked of one list. A constant beside the handler.
#[derive(Debug, Clone, Copy)]
pub struct ListSpec {
    /// The columns it can be ordered by, as the query says them.
    pub sorts: &'static [&'static str],
    /// The order when nobody asks: one of `sorts`, with a `-` before it for largest first.
    pub first_sort: &'static str,
    /// The filters it has, as the query names them.
    pub filters: &'static [&'static str],
    /// Rows on a page.
    pub per_page: u32,
}

/// The order asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// One of the list's `sorts`.
    pub by: &'static str,
    /// Largest, latest, last letter first.
    pub descending: bool,
}

impl Sort {
    fn read(text: &str, spec: &ListSpec) -> Option<Sort> {
        let (by, descending) = match text.strip_prefix('-') {
            Some(by) => (by, true),
            None => (text, false),
        };
        let by = spec.sorts.iter().find(|known| **known == by)?;
        Some(Sort { by, descending })
    }
    fn written(self) -> String {
        if self.descending { format!("-{}", self.by) } else { self.by.to_owned() }
    }
}

/// What is asked of a list. What the list does not know is left out, so that every link is clean.
#[derive(Debug, Clone)]
pub struct ListQuery {
    spec: &'static ListSpec,
    path: String,
    q: String,
    filters: Vec<(&'static str, String)>,
    sort: Sort,
    page: u32,
}

/// Longer searches are cut: nothing in the database is found by more.
const LONGEST_SEARCH: usize = 100;

impl ListQuery {
    /// Reads what this request asks of the list.
    pub fn read(spec: &'static ListSpec, uri: &Uri) -> ListQuery {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri).map(|q| q.0);
        let pairs = pairs.unwrap_or_default();
        let last = |name: &str| pairs.iter().rfind(|(n, _)| n == name).map(|(_, v)| v.trim());
        let first_sort = Sort::read(spec.first_sort, spec);
        let filters = spec.filters.iter().filter_map(|name| {
            last(name).filter(|value| !value.is_empty()).map(|value| (*name, value.to_owned()))
        });
        ListQuery {
            spec,
            path: uri.path().to_owned(),
            q: last("q").unwrap_or_default().chars().take(LONGEST_SEARCH).collect(),
            filters: filters.collect(),
            sort: last("sort")
                .and_then(|text| Sort::read(text, spec))
                .or(first_sort)
                .unwrap_or(Sort { by: "", descending: false }),
            page: last("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
        }
    }

    /// What is searched for, `""` when nothing is.
    pub fn q(&self) -> &str {
        &self.q
    }
    /// What a filter is set to.
    pub fn filter(&self, name: &str) -> Option<&str> {
        self.filters.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str())
    }
    /// What a filter is set to, read as what it means; `None` also when it cannot be read.
    pub fn filter_as<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.filter(name).and_then(|value| value.parse().ok())
    }
    /// Whether a filter is set to this; for templates.
    pub fn is_filtered_to(&self, name: &str, value: &str) -> bool {
        self.filter(name) == Some(value)
    }
    /// Whether anything narrows the list.
    pub fn is_narrowed(&self) -> bool {
        !self.q.is_empty() || !self.filters.is_empty()
    }
    /// The order.
    pub fn sort(&self) -> Sort {
        self.sort
    }
    /// The order as the query writes it, when it is not the list's own: what the filter form keeps.
    pub fn kept_sort(&self) -> Option<String> {
        let sort = self.sort.written();
        (sort != self.spec.first_sort).then_some(sort)
    }
    /// The path of the list, without a query.
    pub fn path(&self) -> &str {
        &self.path
    }
    /// Which page of the list is asked for, and how many rows there are: ask the database for the
    /// count, then for the rows of this paging.
    pub fn paging(&self, total: u64) -> Paging {
        Paging::new(self.page, self.spec.per_page, total)
    }

    /// `ascending`, `descending` or `none`, for `aria-sort`.
    pub fn aria_sort(&self, by: &str) -> &'static str {
        match self.sort {
            Sort { by: current, .. } if current != by => "none",
            Sort { descending: true, .. } => "descending",
            Sort { .. } => "ascending",
        }
    }
    /// The link of a column's head: orders by it, the other way round when it already does; from the
    /// first page on.
    pub fn link_sorted_by(&self, by: &str) -> String {
        let descending = self.sort.by == by && !self.sort.descending;
        let sort =
            self.spec.sorts.iter().find(|known| **known == by).map(|by| Sort { by, descending });
        self.link(&self.q, &self.filters, sort.unwrap_or(self.sort), 1)
    }
    /// The link to a page.
    pub fn link_to_page(&self, page: &u32) -> String {
        self.link(&self.q, &self.filters, self.sort, *page)
    }
    /// The link that narrows by a filter, from the first page on.
    pub fn link_filtered_to(&self, name: &str, value: &str) -> String {
        let known = self.spec.filters.iter().find(|known| **known == name);
        let others = self.filters.iter().filter(|(n, _)| *n != name).cloned();
        let filters: Vec<_> = others.chain(known.map(|name| (*name, value.to_owned()))).collect();
        self.link(&self.q, &filters, self.sort, 1)
    }
    /// The link that drops search and filters and keeps the order.
    pub fn link_to_all(&self) -> String {
        self.link("", &[], self.sort, 1)
    }

    fn link(&self, q: &str, filters: &[(&str, String)], sort: Sort, page: u32) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !q.is_empty() {
            query.append_pair("q", q);
        }
        for (name, value) in filters {
            query.append_pair(name, value);
        }
        if sort.written() != self.spec.first_sort {
            query.append_pair("sort", &sort.written());
        }
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        let query = query.finish();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }
}

/// Which part of a list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// The page, from 1; never past the last.
    pub page: u32,
    /// Rows on a page.
    pub per_page: u32,
    /// Rows in all.
    pub total: u64,
}

/// A place in the row of page numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PagePlace {
    /// A page.
    Page(u32),
    /// Pages left out.
    Gap,
}

impl Paging {
    /// The page that is asked for, or the last when there are fewer.
    pub fn new(page: u32, per_page: u32, total: u64) -> Paging {
        let per_page = per_page.max(1);
        let mut paging = Paging { page: 1, per_page, total };
        paging.page = page.clamp(1, paging.last_page());
        paging
    }
    /// The number of the last page; 1 for an empty list.
    pub fn last_page(&self) -> u32 {
        u32::try_from(self.total.div_ceil(u64::from(self.per_page))).unwrap_or(u32::MAX).max(1)
    }
    /// How many rows come before this page: the database's OFFSET.
    pub fn offset(&self) -> u64 {
        u64::from(self.page - 1) * u64::from(self.per_page)
    }
    /// How many rows at most: the database's LIMIT.
    pub fn limit(&self) -> u64 {
        u64::from(self.per_page)
    }
    /// The number of the first row shown; 0 for an empty list.
    pub fn first_row(&self) -> u64 {
        if self.total == 0 { 0 } else { self.offset() + 1 }
    }
    /// The number of the last row shown.
    pub fn last_row(&self) -> u64 {
        (self.offset() + self.limit()).min(self.total)
    }
    /// The page before.
    pub fn previous(&self) -> Option<u32> {
        (self.page > 1).then(|| self.page - 1)
    }
    /// The page after.
    pub fn next(&self) -> Option<u32> {
        (self.page < self.last_page()).then(|| self.page + 1)
    }
    /// The page numbers to show: the first, the last and those around this one.
    pub fn places(&self) -> Vec<PagePlace> {
        let last = self.last_page();
        let (from, to) = (self.page.saturating_sub(1).max(2), (self.page + 1).min(last - 1));
        let mut places = vec![PagePlace::Page(1)];
        // A gap of one page would be no shorter than the page.
        match from {
            3 => places.push(PagePlace::Page(2)),
            4.. => places.push(PagePlace::Gap),
            _ => {}
        }
        places.extend((from..=to).map(PagePlace::Page));
        match last.saturating_sub(to) {
            2 => places.push(PagePlace::Page(last - 1)),
            3.. => places.push(PagePlace::Gap),
            _ => {}
        }
        if last > 1 {
            places.push(PagePlace::Page(last));
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::{PagePlace::Gap, *};

    static GRANTS: ListSpec = ListSpec {
        sorts: &["title", "amount"],
        first_sort: "title",
        filters: &["county", "state"],
        per_page: 20,
    };

    fn asked(uri: &str) -> ListQuery {
        ListQuery::read(&GRANTS, &uri.parse().expect("a URI"))
    }

    #[test]
    fn reads_what_is_asked_and_nothing_else() {
        let query = asked("/grants?q=+Oslo+&county=03&state=&sort=-amount&page=3&evil=1");
        assert_eq!(query.q(), "Oslo");
        assert_eq!(query.filter("county"), Some("03"));
        assert_eq!(query.filter_as::<u8>("county"), Some(3));
        assert_eq!(query.filter("state"), None);
        assert_eq!(query.sort(), Sort { by: "amount", descending: true });
        assert_eq!(query.paging(100).offset(), 40);
        let nonsense = asked("/grants?sort=drop&page=-4&q=%FF");
        assert_eq!(nonsense.sort(), Sort { by: "title", descending: false });
        assert_eq!(nonsense.paging(100).page, 1);
        assert!(!asked("/grants").is_narrowed() && query.is_narrowed());
    }

    #[test]
    fn links_change_one_thing_and_keep_the_rest() {
        let query = asked("/grants?q=a%26b&county=03&sort=-amount&page=3");
        assert_eq!(query.link_to_page(&4), "/grants?q=a%26b&county=03&sort=-amount&page=4");
        assert_eq!(query.link_to_page(&1), "/grants?q=a%26b&county=03&sort=-amount");
        assert_eq!(query.link_sorted_by("amount"), "/grants?q=a%26b&county=03&sort=amount");
        assert_eq!(query.link_sorted_by("title"), "/grants?q=a%26b&county=03");
        assert_eq!(
            query.link_filtered_to("state", "paid"),
            "/grants?q=a%26b&county=03&state=paid&sort=-amount"
        );
        assert_eq!(query.link_to_all(), "/grants?sort=-amount");
        assert_eq!(asked("/grants").link_to_all(), "/grants");
        assert_eq!(asked("/grants").link_sorted_by("title"), "/grants?sort=-title");
    }

    #[test]
    fn says_its_order() {
        let query = asked("/grants?sort=-amount");
        assert_eq!(query.aria_sort("amount"), "descending");
        assert_eq!(query.aria_sort("title"), "none");
        assert_eq!(query.kept_sort().as_deref(), Some("-amount"));
        assert_eq!(asked("/grants").kept_sort(), None);
    }

    #[test]
    fn pages_are_counted_right() {
        let paging = Paging::new(3, 20, 45);
        assert_eq!((paging.first_row(), paging.last_row(), paging.last_page()), (41, 45, 3));
        assert_eq!((paging.previous(), paging.next()), (Some(2), None));
        let empty = Paging::new(7, 20, 0);
        assert_eq!((empty.page, empty.first_row(), empty.last_row()), (1, 0, 0));
        assert_eq!(empty.places(), [PagePlace::Page(1)]);
    }

    #[test]
    fn page_numbers_leave_out_the_middle() {
        let places = |page, pages: u64| {
            let places = Paging::new(page, 10, pages * 10).places();
            let shown = places.iter().map(|place| match place {
                PagePlace::Page(page) => page.to_string(),
                Gap => "…".to_owned(),
            });
            shown.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(places(1, 2), "1 2");
        assert_eq!(places(1, 3), "1 2 3");
        assert_eq!(places(2, 3), "1 2 3");
        assert_eq!(places(1, 9), "1 2 … 9");
        assert_eq!(places(4, 9), "1 2 3 4 5 … 9");
        assert_eq!(places(5, 9), "1 … 4 5 6 … 9");
        assert_eq!(places(9, 9), "1 … 8 9");
    }
}
