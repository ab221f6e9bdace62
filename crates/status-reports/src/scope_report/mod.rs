//! The status report to the directorate: of a call, a scheme, a county or a year.
//!
//! Every section says its finding first, then shows it, then gives the numbers in a table. What nothing
//! is recorded of is left out, and named at the end.

mod appendix;
mod attainment;
mod by_county;
mod counties;
mod grants;
mod money;
mod reckoned;
mod reporting;
mod risks;
mod summary;

pub(crate) use attainment::{HIDDEN, hidden_note, verdict_name, wanted_in_words};
pub(crate) use grants::{quote, report_in_words};

use crate::paper::{Masthead, Paper};
use crate::words::{capital, day_or_moment, dotted, listed, tell, written, written_in};
use crate::{Audience, Scope, ScopeFigures};
use documents::{Block, Document};
use vocabulary::Language;

/// The document that tells a scope's figures. For the public it tells what is public of them, whatever
/// figures it is given.
pub fn scope_report(
    figures: &ScopeFigures,
    audience: Audience,
    sender: &str,
    language: Language,
) -> Document {
    let public;
    let figures = match audience {
        Audience::Internal => figures,
        Audience::Public => {
            public = figures.for_public();
            &public
        }
    };
    let language = written_in(language);
    let mut paper = Paper::new(language);
    let title = title(figures, language);
    paper.heading(1, title.clone());
    paper.small(standing(figures, language));
    summary::tell(&mut paper, figures);
    paper.add(Block::Contents { depth: 2 });
    money::tell(&mut paper, figures);
    counties::tell(&mut paper, figures);
    attainment::tell(&mut paper, figures);
    reporting::tell(&mut paper, figures);
    risks::tell(&mut paper, figures);
    grants::tell(&mut paper, figures);
    appendix::tell(&mut paper, figures);
    let subject = match figures.covers.scope {
        Scope::Call(_) | Scope::Scheme { .. } => {
            figures.calls.first().map(|call| call.scheme.clone()).unwrap_or_default()
        }
        Scope::County { .. } | Scope::Year(_) => title.clone(),
    };
    paper.finish(Masthead {
        title,
        sender,
        reference: figures.covers.slug.to_uppercase(),
        subject,
        as_of: figures.as_of,
    })
}

/// What the scope is called.
fn name(figures: &ScopeFigures, language: Language) -> &str {
    let name = written(language, &figures.covers.name, &figures.covers.name_nn).0.trim();
    if name.is_empty() { &figures.covers.slug } else { name }
}

fn title(figures: &ScopeFigures, language: Language) -> String {
    format!("Statusrapport: {}", name(figures, language))
}

/// `kapittel 764 post 60`, of `764.60`.
fn chapter_and_item(post: &str) -> String {
    match post.split_once('.') {
        Some((chapter, item)) => format!("kapittel {chapter} post {item}"),
        None => post.to_owned(),
    }
}

/// The line below the title: chapter and item, the day, and who may read it.
fn standing(figures: &ScopeFigures, language: Language) -> String {
    let mut posts: Vec<String> =
        figures.calls.iter().map(|call| chapter_and_item(&call.chapter_item)).collect();
    posts.sort_unstable();
    posts.dedup();
    let posts: Vec<&str> = posts.iter().map(String::as_str).collect();
    let posts = capital(&listed(&posts));
    let day = day_or_moment(figures.as_of, figures.told_at, language);
    let who = match figures.audience {
        Audience::Internal => tell!(language, "intern utgave", "intern utgåve"),
        Audience::Public => tell!(language, "offentlig utgave", "offentleg utgåve"),
    };
    let day = tell!(language, "status per {day}", "status per {day}");
    dotted(&[&posts, &day, &who])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use documents::{Numbers, Rich};

    /// The words of a document, one line a block, rows of tables with bars between the cells.
    pub(crate) fn words(document: &Document) -> String {
        let rich = |text: &Rich| {
            let notes = text.0.iter().filter_map(|piece| piece.note.as_ref());
            let notes: String = notes.map(|note| format!(" [{note}]")).collect();
            format!("{}{notes}", text.words())
        };
        let row = |cells: &[documents::Cell]| {
            cells.iter().map(|cell| rich(&cell.text)).collect::<Vec<_>>().join(" | ")
        };
        let mut lines: Vec<String> = Vec::new();
        for block in &document.blocks {
            match block {
                Block::Heading { level, text } => {
                    lines.push(String::new());
                    lines.push(format!("{} {text}", "#".repeat((*level).into())));
                }
                Block::Paragraph(text) => lines.push(rich(text)),
                Block::Small(text) => lines.push(format!("({})", rich(text))),
                Block::Quote(text) => lines.push(format!("> {}", rich(text))),
                Block::Bullets(items) => {
                    lines.extend(items.iter().map(|item| format!("- {}", rich(item))));
                }
                Block::Facts(facts) => {
                    lines.extend(
                        facts.iter().map(|(name, value)| format!("{name}: {}", rich(value))),
                    );
                }
                Block::KeyFigures(keys) => lines.extend(
                    keys.iter().map(|k| format!("[{}] {} ({})", k.figure, k.caption, k.against)),
                ),
                Block::Table(table) => {
                    lines.push(table.caption.clone());
                    let heads: Vec<&str> = table.columns.iter().map(|c| c.head.as_str()).collect();
                    lines.push(format!("  {}", heads.join(" | ")));
                    lines.extend(table.rows.iter().map(|one| format!("  {}", row(&one.cells))));
                    lines.extend(table.total.iter().map(|cells| format!("  = {}", row(cells))));
                }
                Block::Chart(chart) => {
                    let Numbers::In(table) = &chart.numbers else { panic!("no table") };
                    lines.push(format!("{} (→ {table}) [{}]", chart.finding, chart.alt));
                }
                Block::Together(blocks) => {
                    let inside = Document { blocks: blocks.clone(), ..document.clone() };
                    lines.push(words(&inside));
                }
                Block::Contents { .. } => lines.push("(contents)".into()),
                Block::PageBreak => lines.push("(page break)".into()),
                other => panic!("not used: {other:?}"),
            }
        }
        lines.join("\n")
    }

    #[test]
    fn a_call_in_bokmal_for_the_directorate() {
        let document =
            scope_report(&samples::call(), Audience::Internal, "Direktoratet", Language::Bokmal);
        insta::assert_snapshot!(words(&document));
    }

    #[test]
    fn a_call_in_nynorsk_for_the_public() {
        let document =
            scope_report(&samples::call(), Audience::Public, "Direktoratet", Language::Nynorsk);
        insta::assert_snapshot!(words(&document));
    }

    #[test]
    fn a_project_in_bokmal_and_in_nynorsk() {
        let figures = samples::grant_figures();
        let bokmal = crate::grant_report(&figures, "Direktoratet", Language::Bokmal);
        insta::assert_snapshot!("a_project_in_bokmal", words(&bokmal));
        let public = figures.for_public();
        let nynorsk = crate::grant_report(&public, "Direktoratet", Language::Nynorsk);
        insta::assert_snapshot!("a_project_in_nynorsk_for_the_public", words(&nynorsk));
    }

    #[test]
    fn english_readers_get_bokmal_and_the_document_says_so() {
        let figures = samples::call();
        let english = scope_report(&figures, Audience::Internal, "D", Language::English);
        let bokmal = scope_report(&figures, Audience::Internal, "D", Language::Bokmal);
        assert_eq!(english, bokmal);
        assert_eq!(english.language, Language::Bokmal);
    }

    #[test]
    fn every_chart_names_a_table_that_is_there() {
        for audience in Audience::ALL {
            let document = scope_report(&samples::call(), audience, "D", Language::Nynorsk);
            let captions: Vec<String> = document
                .blocks
                .iter()
                .filter_map(|block| match block {
                    Block::Table(table) => Some(table.caption.to_lowercase()),
                    _ => None,
                })
                .collect();
            for block in &document.blocks {
                let Block::Chart(chart) = block else { continue };
                let Numbers::In(table) = &chart.numbers else { panic!("{}", chart.finding) };
                let there = captions.iter().any(|one| one.starts_with(&format!("{table}.")));
                assert!(there, "{} → {table}", chart.finding);
                assert!(chart.alt.contains(table.as_str()), "{}", chart.alt);
            }
        }
    }

    /// The line of a report that begins so.
    fn line<'a>(text: &'a str, beginning: &str) -> &'a str {
        text.lines().find(|line| line.starts_with(beginning)).unwrap_or_default()
    }

    #[test]
    fn a_report_of_a_day_that_is_not_over_says_when_it_was_made() {
        let mut figures = samples::call();
        figures.told_at = Some(figures.as_of.at_hour(15, 3));
        let document = scope_report(&figures, Audience::Internal, "D", Language::Bokmal);
        let text = words(&document);
        assert!(text.contains("status per 2. april 2013 kl. 15.03"), "{text}");
        let status = line(&text, "Status: Alle");
        assert!(status.contains("slik de sto 2. april 2013 kl. 15.03"), "{status}");
        assert!(!status.contains("var over."), "{status}");
        let grant = samples::grant_figures();
        let grant = crate::GrantFigures { told_at: Some(grant.as_of.at_hour(9, 0)), ..grant };
        let text = words(&crate::grant_report(&grant, "D", Language::Nynorsk));
        assert!(text.contains("status per 31. august 2010 kl. 09.00"), "{text}");
    }

    #[test]
    fn a_county_tells_what_was_allocated_to_it() {
        let mut figures = samples::call();
        figures.covers.scope = Scope::County { number: "11".parse().unwrap(), year: 2012 };
        figures.steps.retain(|one| one.step >= crate::Step::ToCounties);
        let text = words(&scope_report(&figures, Audience::Internal, "D", Language::Nynorsk));
        assert!(text.contains("Fordelt til fylket |") && !text.contains("Fordelt til fylke |"));
        assert!(text.contains("(fordelt til fylket)."), "{text}");
    }

    #[test]
    fn reversed_awards_are_said_in_the_summary() {
        let mut figures = samples::call();
        let told = |figures: &ScopeFigures, language| {
            let text = words(&scope_report(figures, Audience::Public, "D", language));
            line(&text, "Det kom").to_owned()
        };
        assert!(told(&figures, Language::Bokmal).contains(" Ett vedtak er omgjort. "));
        assert!(told(&figures, Language::Nynorsk).contains(" Eitt vedtak er gjort om. "));
        figures.grants[1].reversed = figures.grants[2].reversed.clone();
        assert!(told(&figures, Language::Bokmal).contains(" To vedtak er omgjort. "));
        assert!(told(&figures, Language::Nynorsk).contains(" To vedtak er gjorde om. "));
        figures.grants.iter_mut().for_each(|grant| grant.reversed = None);
        assert!(!told(&figures, Language::Bokmal).contains("omgjort"));
    }

    #[test]
    fn the_summary_holds_this_year_against_the_year_before() {
        let mut figures = samples::call();
        let told = |figures: &ScopeFigures, audience| {
            words(&scope_report(figures, audience, "D", Language::Bokmal))
        };
        let text = told(&figures, Audience::Internal);
        assert!(text.contains("mangler etter fristen; i 2011: 2 av 2 levert)"), "{text}");
        assert!(text.contains("vurderte mål er nådd (1 av 3 i 2011)"), "{text}");
        assert!(text.contains("kr av det fra 2011 er utbetalt (nå 995\u{a0}000 kr)."), "{text}");
        let public = told(&figures, Audience::Public);
        assert!(public.contains("i 2011: 2 av 2 levert") && !public.contains("1 av 3 i 2011"));
        figures.year_before = None;
        assert!(!told(&figures, Audience::Internal).contains(" i 2011)"));
    }

    #[test]
    fn a_map_of_some_counties_says_that_there_are_others() {
        let mut figures = samples::call();
        let text = words(&scope_report(&figures, Audience::Internal, "D", Language::Bokmal));
        assert!(text.contains("fylkene i 2012 (mill. kr)") && text.contains("«ingen tall»"));
        figures.covers.year = 2018;
        let text = words(&scope_report(&figures, Audience::Internal, "D", Language::Bokmal));
        assert!(text.contains("fylkene i 2017 (mill. kr)"), "who applied in the year before");
    }

    #[test]
    fn a_reversed_grant_headlines_what_it_holds() {
        let mut figures = samples::grant_figures();
        figures.holds = Some(vocabulary::Money::from_kroner(400_000));
        let text = words(&crate::grant_report(&figures, "D", Language::Bokmal));
        assert!(text.contains("[400\u{a0}000\u{a0}kr] igjen av 1,2\u{a0}mill.\u{a0}kr innvilget"));
        assert!(text.contains("400\u{a0}000 kr av dem er igjen."), "{text}");
        figures.holds = None;
        let text = words(&crate::grant_report(&figures, "D", Language::Bokmal));
        assert!(text.contains("[1,2\u{a0}mill.\u{a0}kr] innvilget av"), "{text}");
        assert!(!text.contains("av dem er igjen") && !text.contains("igjen av"), "{text}");
    }

    #[test]
    fn a_day_to_accept_that_is_over_was_the_day() {
        let mut figures = samples::grant_figures();
        figures.accepted_on = None;
        let told = |figures: &crate::GrantFigures| {
            let text = words(&crate::grant_report(figures, "D", Language::Bokmal));
            line(&text, "Tilskuddet ble").to_owned()
        };
        assert!(told(&figures).ends_with("ikke godtatt; fristen var 22. september 2009."));
        figures.awarded_on = figures.awarded_on.map(|(on, _)| (on, figures.as_of));
        assert!(told(&figures).ends_with("ikke godtatt; fristen er 31. august 2010."));
    }

    #[test]
    fn a_public_document_is_made_of_public_figures_whatever_it_is_given() {
        let figures = samples::grant_figures();
        let given = crate::Figures::Grant(Box::new(figures.clone()));
        let public = crate::Figures::Grant(Box::new(figures.for_public()));
        let of =
            |figures: &crate::Figures| figures.document(Audience::Public, "D", Language::Bokmal);
        assert_eq!(of(&given), of(&public));
        assert!(!words(&of(&given)).contains("for ambisiøst"));
    }

    #[test]
    fn a_public_report_quotes_nobody() {
        let public = scope_report(&samples::call(), Audience::Public, "D", Language::Bokmal);
        let text = words(&public);
        for secret in ["Jobbspesialisten sitter", "Sykdom i", "Målet var for", "blir ikke noe av"]
        {
            assert!(!text.contains(secret), "{secret}");
        }
        assert!(!public.blocks.iter().any(|block| matches!(block, Block::Quote(_))));
    }
}
