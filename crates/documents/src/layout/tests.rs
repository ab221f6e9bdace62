//! What stands where: asked of the pages before any writer has seen them.

use chrono::{TimeZone, Utc};
use vocabulary::Language;

use super::style::{LEFT, WIDTH};
use super::*;
use crate::display::{Item, Target};
use crate::model::{Align, Attached, Cell, Column, HeadGroup, KeyFigure, Piece, Rich, Row, Table};
use crate::tags::{Kid, NodeId, Role, Scope};

fn document(blocks: Vec<Block>) -> Document {
    Document {
        title: "Tittel".into(),
        language: Language::Bokmal,
        sender: "Direktoratet".into(),
        reference: "26/1".into(),
        subject: String::new(),
        made_at: Utc.timestamp_opt(1_795_000_000, 0).unwrap(),
        blocks,
    }
}

/// A document that is laid out, and what the tests ask of it.
struct Laid(Sheets);

impl Laid {
    fn out(blocks: Vec<Block>) -> Self {
        let fonts = crate::fonts::built_in().unwrap();
        let content = crate::text::cleaned(&document(blocks));
        Laid(set(&content, fonts).unwrap())
    }

    /// What stands on a page for an element itself, without those below it; of all that is no part of
    /// the text for none.
    fn words(&self, page: usize, of: Option<NodeId>) -> String {
        let page = &self.0.pages[page];
        let mut owner = None;
        let mut words = String::new();
        for item in &page.items {
            match item {
                Item::Begin { mcid, .. } => owner = Some(page.owners[*mcid as usize]),
                Item::BeginArtifact(_) => owner = None,
                Item::Text(run) if owner == of => {
                    let shown = run.glyphs.iter().filter(|glyph| !glyph.continues);
                    match &run.says {
                        Some(says) => words.push_str(says),
                        None => words.extend(shown.map(|glyph| &*glyph.text)),
                    }
                }
                _ => {}
            }
        }
        words
    }

    /// What an element and all below it say.
    fn text(&self, node: NodeId) -> String {
        let mut pages: Vec<usize> = Vec::new();
        let mut text = String::new();
        for kid in &self.0.tree.nodes[node].kids {
            match kid {
                Kid::Content { page, .. } if !pages.contains(page) => {
                    pages.push(*page);
                    text.push_str(&self.words(*page, Some(node)));
                }
                Kid::Node(node) => text.push_str(&self.text(*node)),
                Kid::Content { .. } | Kid::Link { .. } => {}
            }
        }
        text
    }

    /// The elements of a role, in reading order.
    fn all(&self, role: Role) -> Vec<NodeId> {
        let mut found = Vec::new();
        self.find(0, role, &mut found);
        found
    }

    fn find(&self, node: NodeId, role: Role, found: &mut Vec<NodeId>) {
        if self.0.tree.nodes[node].role == role {
            found.push(node);
        }
        for kid in &self.0.tree.nodes[node].kids {
            if let Kid::Node(kid) = kid {
                self.find(*kid, role, found);
            }
        }
    }

    fn texts(&self, role: Role) -> Vec<String> {
        self.all(role).into_iter().map(|node| self.text(node)).collect()
    }

    /// The first cell with these words.
    fn cell(&self, words: &str) -> NodeId {
        let cells = self.all(Role::HeadCell).into_iter().chain(self.all(Role::Cell));
        cells.into_iter().find(|cell| self.text(*cell) == words).unwrap()
    }

    /// The page on which an element begins.
    fn page(&self, node: NodeId) -> usize {
        let kids = &self.0.tree.nodes[node].kids;
        kids.iter()
            .find_map(|kid| match kid {
                Kid::Content { page, .. } => Some(*page),
                Kid::Node(node) => Some(self.page(*node)),
                Kid::Link { .. } => None,
            })
            .unwrap()
    }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: text.into() }
}

fn lines(count: usize) -> Block {
    Block::Paragraph(vec!["linje"; count].join("\n").into())
}

fn column(head: &str, align: Align) -> Column {
    Column { head: head.into(), share: 1.0, align }
}

fn span(text: &str, columns: usize, rows: usize) -> Cell {
    Cell { text: text.into(), columns, rows }
}

fn columns() -> Vec<Column> {
    vec![column("Sak", Align::Left), column("Hva", Align::Left), column("Kroner", Align::Right)]
}

#[test]
fn the_contents_say_on_which_page_each_heading_stands_and_lead_there() {
    let mut blocks = vec![heading(1, "Tittel"), heading(2, "Før"), Block::Contents { depth: 2 }];
    for part in 1..=60 {
        blocks.extend([heading(2, &format!("Del {part}")), heading(3, "Ikke med"), lines(12)]);
    }
    let laid = Laid::out(blocks);
    let entries = laid.texts(Role::TocItem);
    assert_eq!(entries.len(), 60);
    let links = laid.0.pages.iter().flat_map(|page| &page.links).collect::<Vec<_>>();
    assert_eq!(links.len(), 60);
    for (i, (entry, link)) in entries.iter().zip(links).enumerate() {
        let title = format!("Del {}", i + 1);
        let place = laid.0.outline.iter().find(|heading| heading.title == title).unwrap();
        assert_eq!(*entry, format!("{title} {}", place.page + 1));
        assert_eq!(link.says, title);
        assert!(matches!(link.to, Target::Place { page, .. } if page == place.page));
    }
    assert!(laid.0.outline.last().unwrap().page > 10);
}

#[test]
fn contents_hang_in_levels_and_are_left_out_where_no_heading_follows() {
    let levels = vec![
        Block::Contents { depth: 3 },
        heading(2, "A"),
        heading(3, "A1"),
        heading(2, "B"),
        lines(1),
    ];
    let laid = Laid::out(levels);
    let lists = laid.all(Role::Toc);
    assert_eq!(lists.len(), 2);
    assert_eq!(laid.text(lists[1]), "A1 1");
    let below = &laid.0.tree.nodes[lists[0]].kids;
    assert!(matches!(below[1], Kid::Node(node) if node == lists[1]));
    assert!(Laid::out(vec![lines(1), Block::Contents { depth: 3 }]).all(Role::Toc).is_empty());
}

#[test]
fn cells_over_columns_and_rows_name_their_heads() {
    let laid = Laid::out(vec![Block::Table(Table {
        caption: "Tabell".into(),
        groups: vec![
            HeadGroup { head: String::new(), columns: 1 },
            HeadGroup { head: "Over to".into(), columns: 2 },
        ],
        columns: columns(),
        rows: vec![
            Row::section("Del A"),
            Row::data([span("1", 1, 2), span("x", 1, 1), span("10", 1, 1)]),
            Row::data(["y", "20"]),
            Row::sum([span("Sum A", 2, 1), span("30", 1, 1)]),
            Row::section("Del B"),
            Row::data(["2", "z", "40"]),
        ],
        total: Some(vec![span("Alt", 2, 1), "70".into()]),
    })]);
    assert_eq!(laid.all(Role::TableBody).len(), 2);
    let node = |words: &str| &laid.0.tree.nodes[laid.cell(words)];
    let heads =
        |words: &str| node(words).headers.iter().map(|head| laid.text(*head)).collect::<Vec<_>>();
    assert_eq!(node("Over to").columns, Some(2));
    assert_eq!(node("Sak").rows, Some(2));
    assert_eq!((node("1").rows, node("1").scope), (Some(2), Some(Scope::Row)));
    assert_eq!(node("Del B").columns, Some(3));
    assert_eq!(heads("20"), ["Del A", "Over to", "Kroner", "1"]);
    assert_eq!(heads("40"), ["Del B", "Over to", "Kroner", "2"]);
    assert_eq!(heads("30"), ["Del A", "Over to", "Kroner", "Sum A"]);
    assert_eq!(heads("70"), ["Over to", "Kroner", "Alt"]);
    assert_eq!(heads("Hva"), ["Over to"]);
}

#[test]
fn a_sum_never_stands_without_a_row_above_it() {
    for count in 30..75 {
        let mut rows: Vec<Row> =
            (1..=count).map(|i| Row::data([format!("r{i}"), "x".into(), "1".into()])).collect();
        rows.push(Row::sum(["Delsum", "", "1"]));
        let table =
            Table { columns: columns(), rows, total: Some(vec!["Sum".into()]), ..Table::default() };
        let laid = Laid::out(vec![Block::Table(table)]);
        let last = laid.page(laid.cell(&format!("r{count}")));
        assert_eq!(laid.page(laid.cell("Delsum")), last, "{count} rows");
        assert_eq!(laid.page(laid.cell("Sum")), last, "{count} rows");
    }
}

#[test]
fn a_section_never_ends_a_page() {
    for count in 30..75 {
        let mut rows: Vec<Row> = (1..=count).map(|i| Row::data([format!("r{i}")])).collect();
        rows.extend([Row::section("Del"), Row::data(["først"])]);
        let laid =
            Laid::out(vec![Block::Table(Table { columns: columns(), rows, ..Table::default() })]);
        assert_eq!(laid.page(laid.cell("Del")), laid.page(laid.cell("først")), "{count} rows");
    }
}

#[test]
fn nothing_of_a_wide_table_runs_off_the_page() {
    let amount = "11\u{a0}000\u{a0}000";
    for count in [11, 14, 25, 60] {
        let laid = Laid::out(vec![Block::Table(Table {
            columns: (0..count).map(|i| column(&format!("Måned {i}"), Align::Right)).collect(),
            rows: vec![Row::data(vec![amount; count])],
            ..Table::default()
        })]);
        for run in laid.0.pages.iter().flat_map(|page| &page.items).filter_map(|item| match item {
            Item::Text(run) => Some(run),
            _ => None,
        }) {
            let seen = run.glyphs.iter().rev().skip_while(|glyph| &*glyph.text == " ");
            let width = seen.map(|glyph| glyph.advance).sum::<i32>() as f32 * run.size / 1000.0;
            assert!(run.x >= LEFT - 0.1, "{count} columns begin at {}", run.x);
            assert!(run.x + width <= LEFT + WIDTH + 0.6, "{count} columns: {}", run.x + width);
        }
        let figure = laid.texts(Role::Cell).concat();
        assert!(figure.replace(' ', "").contains("11000000"), "{figure}");
    }
}

#[test]
fn the_note_of_a_cell_stands_at_the_foot_of_its_page() {
    let noted = Rich(vec![Piece::from("10").noted("Foreløpig tall.")]);
    let mut rows: Vec<Row> = (0..80).map(|i| Row::data([format!("r{i}")])).collect();
    rows[60].cells.push(Cell::from(noted));
    let table = Table { columns: columns(), rows, ..Table::default() };
    let laid = Laid::out(vec![Block::Table(table)]);
    let note = laid.all(Role::Note)[0];
    assert!(laid.text(note).contains("Foreløpig tall."), "{}", laid.text(note));
    assert_eq!(laid.page(note), laid.page(laid.cell("r60")));
}

#[test]
fn what_belongs_together_moves_together_as_far_as_a_page_has_room() {
    for filled in 20..45 {
        let group =
            vec![heading(2, "Gruppe"), lines(6), Block::Bullets(vec!["a".into()]), lines(4)];
        let laid = Laid::out(vec![lines(filled), Block::Together(group)]);
        let pages: Vec<usize> = laid.all(Role::Paragraph).iter().map(|p| laid.page(*p)).collect();
        let page = laid.page(laid.all(Role::Heading2)[0]);
        assert_eq!(pages[pages.len() - 2..], [page, page], "after {filled} lines");
    }
    let tall = Laid::out(vec![lines(3), Block::Together(vec![heading(2, "Gruppe"), lines(90)])]);
    assert_eq!(tall.page(tall.all(Role::Heading2)[0]), 0);
    let broken = vec![lines(2), Block::PageBreak, lines(2)];
    assert_eq!(Laid::out(vec![Block::Together(broken)]).0.pages.len(), 2);
}

#[test]
fn facts_attachments_and_figures_are_lists_that_say_everything() {
    let figure = |against: &str| KeyFigure {
        figure: "37".into(),
        caption: "prosjekter".into(),
        against: against.into(),
    };
    let laid = Laid::out(vec![
        Block::Facts(vec![
            ("Eier".into(), "Bodø".into()),
            ("Merknad".into(), "".into()),
            ("".into(), "".into()),
            ("navn ".repeat(300), "verdi".into()),
        ]),
        Block::Attachments(vec![
            Attached { name: "Budsjett".into(), about: "34 kB".into() },
            Attached { name: "Vedtak".into(), about: String::new() },
        ]),
        Block::KeyFigures(vec![figure("opp 3"), figure("")]),
        Block::Numbered(vec!["en".into(), "".into(), "to".into()]),
    ]);
    let items = laid.texts(Role::ListItem);
    assert_eq!(items[..2], ["EierBodø", "Merknad–"]);
    assert!(items[2].contains("navn navn") && items[2].ends_with("verdi"));
    assert_eq!(items[3..5], ["1.Budsjett34 kB", "2.Vedtak"]);
    assert_eq!(items[5..7], ["37prosjekteropp 3", "37prosjekter"]);
    assert_eq!(items[7..], ["1.en", "2.to"]);
}

#[test]
fn a_quotation_is_one_block_with_a_rule_on_each_of_its_pages() {
    let said = vec!["linje"; 100].join("\n");
    let laid = Laid::out(vec![lines(10), Block::Quote(said.into())]);
    assert_eq!(laid.all(Role::BlockQuote).len(), 1);
    assert!(laid.0.pages.len() > 2);
    for (i, page) in laid.0.pages.iter().enumerate() {
        let ruled = page.items.iter().any(|item| {
            matches!(item, Item::Rectangle { width, height, .. } if *width < 3.0 && *height > 20.0)
        });
        assert!(ruled, "page {i} has no rule");
    }
}

/// Blocks after so many lines that they begin lower and lower on the first page.
fn after(lines: usize, blocks: impl Fn() -> Vec<Block>) -> Laid {
    let mut all: Vec<Block> =
        (0..lines).map(|i| Block::Paragraph(format!("linje {i}").into())).collect();
    all.extend(blocks());
    Laid::out(all)
}

#[test]
fn what_leads_to_a_quote_stands_on_its_page() {
    for lines in 20..40 {
        let laid = after(lines, || {
            let words = "Personer skal få og beholde ordinært arbeid. ".repeat(6);
            vec![Block::Paragraph("Dette er målet:".into()), Block::Quote(words.into())]
        });
        let paragraphs = laid.all(Role::Paragraph);
        let at = paragraphs.iter().position(|node| laid.text(*node) == "Dette er målet:").unwrap();
        let next = laid.page(paragraphs[at + 1]);
        assert_eq!(laid.page(paragraphs[at]), next, "after {lines} lines");
    }
}

#[test]
fn a_small_table_stands_on_one_page() {
    for lines in 20..40 {
        let laid = after(lines, || {
            let rows = (0..5).map(|i| Row::data([format!("årsak {i}"), i.to_string()])).collect();
            let columns = vec![column("Årsak", Align::Left), column("Antall", Align::Right)];
            vec![Block::Table(Table {
                caption: "Tabell 1. Hvorfor".into(),
                columns,
                rows,
                ..Table::default()
            })]
        });
        let ends = [laid.all(Role::Caption)[0], laid.cell("årsak 4")];
        assert_eq!(laid.page(ends[0]), laid.page(ends[1]), "after {lines} lines");
    }
}
