//! Goal attainment county by county: a small chart for each, and the numbers in a table.

use super::attainment::verdict_name;
use crate::definitions::not_told;
use crate::paper::{Paper, Sheet, cells, figures as amounts, words};
use crate::words::{capital, number, tell};
use crate::{Audience, GrantLine, ScopeFigures};
use documents::{Drawing, HeadGroup, Multiple, Row, Share};
use reporting_deadlines::Verdict;
use vocabulary::Money;

/// With fewer counties than this there is nothing to compare.
const FEWEST: usize = 3;

/// More small charts than this are not read any more.
const MOST: usize = 12;

/// The targets of a county, counted by what is told of them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct County {
    number: String,
    name: String,
    granted: Money,
    /// Reached, partly, not reached, set aside, not judged or not answered.
    targets: [usize; 5],
}

impl County {
    fn judged(&self) -> usize {
        self.targets.iter().take(4).sum()
    }
    fn reached(&self) -> usize {
        self.targets[0]
    }
    /// Its share of reached targets against that of another, in whole numbers.
    fn share_against(&self, other: &County) -> std::cmp::Ordering {
        (self.reached() * other.judged()).cmp(&(other.reached() * self.judged()))
    }
}

/// The counties whose projects have targets, by number.
fn counties<'a>(projects: impl Iterator<Item = &'a GrantLine>) -> Vec<County> {
    let mut counties: Vec<County> = Vec::new();
    for grant in projects.filter(|grant| !grant.targets.is_empty()) {
        let same = |one: &County| one.number == grant.county && one.name == grant.county_name;
        let at = counties.iter().position(same).unwrap_or_else(|| {
            counties.push(County {
                number: grant.county.clone(),
                name: grant.county_name.clone(),
                granted: Money::ZERO,
                targets: [0; 5],
            });
            counties.len() - 1
        });
        let Some(county) = counties.get_mut(at) else { continue };
        county.granted = county.granted + grant.holds;
        for target in &grant.targets {
            let kind = match target.result.as_ref().map(|result| result.verdict) {
                Some(Verdict::Reached) => 0,
                Some(Verdict::Partly) => 1,
                Some(Verdict::NotReached) => 2,
                Some(Verdict::NotPrioritised) => 3,
                Some(Verdict::NotAssessed) | None => 4,
            };
            county.targets[kind] += 1;
        }
    }
    counties.sort_by(|a, b| (&a.number, &a.name).cmp(&(&b.number, &b.name)));
    counties
}

/// The counties that are drawn: those with a verdict, of many the ones with most money.
fn drawn(counties: &[County]) -> Vec<&County> {
    let mut drawn: Vec<&County> = counties.iter().filter(|one| one.judged() > 0).collect();
    drawn.sort_by(|a, b| b.granted.cmp(&a.granted).then_with(|| a.number.cmp(&b.number)));
    drawn.truncate(MOST);
    drawn.sort_by(|a, b| (&a.number, &a.name).cmp(&(&b.number, &b.name)));
    drawn
}

pub(super) fn tell(paper: &mut Paper, figures: &ScopeFigures) {
    let counties = counties(figures.projects());
    let drawn = drawn(&counties);
    if drawn.len() < FEWEST {
        return;
    }
    chart(paper, figures, &counties, &drawn);
    table(paper, &counties);
}

fn chart(paper: &mut Paper, figures: &ScopeFigures, counties: &[County], drawn: &[&County]) {
    let language = paper.language;
    let most = drawn.iter().copied().reduce(|a, b| if b.share_against(a).is_gt() { b } else { a });
    let least = drawn.iter().copied().reduce(|a, b| if b.share_against(a).is_lt() { b } else { a });
    let (Some(most), Some(least)) = (most, least) else { return };
    let with_verdict = counties.iter().filter(|county| county.judged() > 0).count();
    let some = match with_verdict > drawn.len() {
        true => tell!(
            language,
            " (de {MOST} fylkene med mest tilskudd)",
            " (dei {MOST} fylka med mest tilskot)",
        ),
        false => String::new(),
    };
    let (high, of_high, high_name) = (most.reached(), most.judged(), &most.name);
    let (low, of_low, low_name) = (least.reached(), least.judged(), &least.name);
    let finding = match most.share_against(least).is_eq() {
        true => tell!(
            language,
            "Måloppnåelse fylke for fylke{some}: like stor del av de vurderte målene er nådd i alle",
            "Måloppnåing fylke for fylke{some}: like stor del av dei vurderte måla er nådd i alle",
        ),
        false => tell!(
            language,
            "Måloppnåelse fylke for fylke{some}: fra {low} av {of_low} vurderte mål nådd i {low_name} til {high} av {of_high} i {high_name}",
            "Måloppnåing fylke for fylke{some}: frå {low} av {of_low} vurderte mål nådde i {low_name} til {high} av {of_high} i {high_name}",
        ),
    };
    let table = paper.next_table();
    let n = drawn.len();
    let shown = match figures.audience {
        Audience::Internal => "",
        // Targets of few persons are left out, so there may be more.
        Audience::Public => paper.say(" av dem som vises her", " av dei som er viste her"),
    };
    let alt = tell!(
        language,
        "{n} små stolpediagram, ett for hvert fylke, med antall mål{shown} som er nådd, delvis nådd og ikke nådd. Alle verdiene står i {table}.",
        "{n} små stolpediagram, eitt for kvart fylke, med talet på mål{shown} som er nådde, delvis nådde og ikkje nådde. Alle verdiane står i {table}.",
    );
    let share = |count: usize| Some(Share { value: count as i64, label: number(count as u64) });
    let charts = drawn
        .iter()
        .map(|county| Multiple {
            name: county.name.clone(),
            values: county.targets.into_iter().take(3).map(share).collect(),
        })
        .collect();
    // Short words: they stand below bars that are as narrow.
    let steps =
        [paper.say("nådd", "nådd"), paper.say("delvis", "delvis"), paper.say("ikke", "ikkje")];
    let steps = steps.map(str::to_owned).to_vec();
    paper.chart(&finding, alt, Drawing::SmallMultiples { steps, charts }, table);
}

fn table(paper: &mut Paper, counties: &[County]) {
    let row = |name: &str, targets: [usize; 5]| {
        let mut cells = vec![name.to_owned(), number(targets.iter().sum::<usize>() as u64)];
        cells.extend(targets.map(|count| number(count as u64)));
        cells
    };
    let sum = counties.iter().fold([0; 5], |sum: [usize; 5], county| {
        std::array::from_fn(|kind| sum[kind] + county.targets[kind])
    });
    let kinds = [Verdict::Reached, Verdict::Partly, Verdict::NotReached, Verdict::NotPrioritised];
    let mut columns =
        vec![words(paper.say("Fylke", "Fylke"), 2.6), amounts(paper.say("Mål", "Mål"), 1.0)];
    columns.extend(kinds.map(|kind| amounts(capital(verdict_name(paper, kind)), 1.0)));
    columns.push(amounts(capital(not_told(paper, true).0), 1.0));
    let rows = counties.iter().map(|county| Row::data(row(&county.name, county.targets))).collect();
    paper.table(Sheet {
        caption: paper.say("Måloppnåelse etter fylke", "Måloppnåing etter fylke").into(),
        groups: vec![
            HeadGroup { head: String::new(), columns: 2 },
            HeadGroup {
                head: paper
                    .say("Mottakernes egen vurdering", "Mottakarane si eiga vurdering")
                    .into(),
                columns: 5,
            },
        ],
        columns,
        rows,
        total: Some(cells(row("Sum", sum))),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{samples, scope_report};
    use documents::{Block, Document};
    use vocabulary::Language;

    /// The sample with as many more counties, each with a project like the one in Bodø.
    fn with(more: usize) -> ScopeFigures {
        let mut figures = samples::call();
        let like = figures.grants[3].clone();
        for at in 0..more {
            let mut grant = like.clone();
            grant.reference = format!("IPS-2012-X{at:02}");
            grant.county = format!("{}", 40 + at);
            grant.county_name = format!("Fylke {at}");
            grant.holds = Money::from_kroner(1_000 * (at as i64 + 1));
            let verdict = if at == 0 { Verdict::NotReached } else { Verdict::Reached };
            for target in &mut grant.targets {
                target.result.iter_mut().for_each(|result| result.verdict = verdict);
            }
            figures.grants.push(grant);
        }
        figures
    }

    fn multiples(document: &Document) -> Option<(&str, &[Multiple])> {
        document.blocks.iter().find_map(|block| match block {
            Block::Chart(chart) => match &chart.drawing {
                Drawing::SmallMultiples { charts, .. } => {
                    Some((chart.finding.as_str(), charts.as_slice()))
                }
                _ => None,
            },
            _ => None,
        })
    }

    #[test]
    fn two_counties_are_not_compared() {
        let document = scope_report(&with(0), Audience::Internal, "D", Language::Bokmal);
        assert_eq!(multiples(&document), None);
    }

    #[test]
    fn three_counties_are_drawn_and_their_numbers_stand_in_a_table() {
        let figures = with(1);
        for audience in Audience::ALL {
            let document = scope_report(&figures, audience, "D", Language::Bokmal);
            let (finding, charts) = multiples(&document).expect("small multiples");
            let names: Vec<&str> = charts.iter().map(|chart| chart.name.as_str()).collect();
            assert_eq!(names, ["Rogaland", "Nordland", "Fylke 0"]);
            assert!(finding.contains("fra 0 av 2 vurderte mål nådd i Fylke 0 til 2 av 2 i"));
            let table = document.blocks.iter().find_map(|block| match block {
                Block::Table(one) if one.caption.contains("Måloppnåelse etter fylke") => {
                    Some(one)
                }
                _ => None,
            });
            let table = table.expect("a table");
            for (chart, row) in charts.iter().zip(&table.rows) {
                let told: Vec<String> =
                    row.cells.iter().skip(2).take(3).map(|cell| cell.text.words()).collect();
                let drawn: Vec<String> =
                    chart.values.iter().flatten().map(|share| share.label.clone()).collect();
                assert_eq!(drawn, told, "{}", chart.name);
            }
        }
    }

    #[test]
    fn nothing_is_drawn_in_public_of_what_is_not_shown_there() {
        let mut figures = with(1);
        // A target of few persons is left out in public, and so is its verdict.
        let few = |grant: &mut GrantLine| {
            if let reporting_deadlines::Wanted::Number { value, .. } = &mut grant.targets[0].wanted
            {
                *value = 3;
            }
        };
        figures.grants.iter_mut().for_each(few);
        let sum = |audience| {
            let document = scope_report(&figures, audience, "D", Language::Nynorsk);
            let charts = multiples(&document).expect("small multiples").1;
            charts
                .iter()
                .flat_map(|one| &one.values)
                .flatten()
                .map(|share| share.value)
                .sum::<i64>()
        };
        assert_eq!((sum(Audience::Internal), sum(Audience::Public)), (6, 3));
    }

    #[test]
    fn of_many_counties_those_with_most_money_are_drawn() {
        let figures = with(20);
        let document = scope_report(&figures, Audience::Internal, "D", Language::Bokmal);
        let (finding, charts) = multiples(&document).expect("small multiples");
        assert_eq!(charts.len(), MOST);
        assert!(finding.contains("de 12 fylkene med mest tilskudd"), "{finding}");
        let names: Vec<&str> = charts.iter().map(|chart| chart.name.as_str()).collect();
        assert_eq!(names.first(), Some(&"Rogaland"));
        assert!(!names.contains(&"Fylke 9") && names.contains(&"Fylke 10"), "{names:?}");
    }
}
