//! One section for each grant, all with the same parts.

use super::attainment::{verdict_name, wanted_in_words};
use super::risks::in_words;
use crate::definitions::not_told;
use crate::deviations::of_grant;
use crate::paper::{Paper, Sheet, figures as amounts, words};
use crate::words::{number, tell};
use crate::{GrantLine, ReportLine, ReportStanding, ScopeFigures, TargetLine};
use documents::{Block, Piece, Rich, Row};
use reporting_deadlines::{Passage, Wanted};

pub(super) fn tell(paper: &mut Paper, figures: &ScopeFigures) {
    if figures.projects().next().is_none() {
        return;
    }
    paper.heading(2, paper.say("Tilskuddene ett for ett", "Tilskota eitt for eitt"));
    for grant in figures.projects() {
        one(paper, figures, grant);
    }
}

fn one(paper: &mut Paper, figures: &ScopeFigures, grant: &GrantLine) {
    let named = [grant.organisation.trim(), grant.title.trim()];
    let text = match named.map(str::is_empty) {
        [false, false] => named.join(": "),
        [true, true] => grant.reference.clone(),
        _ => named.concat(),
    };
    let facts = Block::Facts(facts(paper, figures, grant));
    paper.add(Block::Together(vec![Block::Heading { level: 3, text }, facts]));
    targets(paper, grant);
    let deviations = of_grant(grant, figures.as_of, figures.knows_payments());
    if !deviations.is_empty() {
        let items = deviations.iter().map(|one| in_words(paper, one).into()).collect();
        paper.paragraph(Rich(vec![Piece::strong(paper.say("Avvik", "Avvik"))]));
        paper.bullets(items);
    }
    if let Some((title, on, passages)) = &grant.narrative {
        let on = on.in_words(paper.language);
        let lead = tell!(
            paper.language,
            "Mottakeren skriver ({title}, {on})",
            "Mottakaren skriv ({title}, {on})",
        );
        paper.paragraph(Rich(vec![Piece::strong(lead)]));
        quote(paper, passages);
    }
}

/// What a recipient has written, under its headings.
pub(crate) fn quote(paper: &mut Paper, passages: &[Passage]) {
    for passage in passages.iter().filter(|passage| !passage.text.trim().is_empty()) {
        // An empty line parts paragraphs; one that stands alone would be an empty one.
        for (at, text) in passage.text.split("\n\n").map(str::trim).enumerate() {
            let mut rich = Rich::default();
            if at == 0 && !passage.heading.trim().is_empty() {
                rich = rich.and(Piece::emphasis(format!("{}: ", passage.heading.trim())));
            }
            if !text.is_empty() {
                paper.add(Block::Quote(rich.and(Piece::from(text))));
            }
        }
    }
}

fn facts(paper: &Paper, figures: &ScopeFigures, grant: &GrantLine) -> Vec<(String, Rich)> {
    let language = paper.language;
    let fact = |name: &str, value: String| (name.to_owned(), Rich::plain(value));
    let place = match grant.municipality.as_str() {
        "" => grant.county_name.clone(),
        municipality => format!("{municipality}, {}", grant.county_name),
    };
    let (held, applied) = (grant.holds, grant.applied);
    let mut facts = vec![
        fact(paper.say("Sak", "Sak"), format!("{} · {place}", grant.reference)),
        fact(
            paper.say("Innvilget", "Innvilga"),
            tell!(language, "{held} kr av {applied} kr søkt", "{held} kr av {applied} kr søkt"),
        ),
    ];
    if figures.knows_payments() {
        let (paid, planned) = (grant.paid, grant.planned_by_now);
        facts.push(fact(
            paper.say("Utbetalt", "Utbetalt"),
            tell!(
                language,
                "{paid} kr; planlagt til nå {planned} kr",
                "{paid} kr; planlagt til no {planned} kr",
            ),
        ));
    }
    facts.push(fact(paper.say("Status", "Status"), state(paper, grant)));
    for (days, _) in &grant.periods {
        let (first, last) = (days.first().in_words(language), days.last().in_words(language));
        facts.push(fact(paper.say("Periode", "Periode"), format!("{first}–{last}")));
    }
    for report in &grant.reports {
        facts.push(fact(paper.say("Rapport", "Rapport"), report_in_words(paper, report)));
    }
    if let Some((on, counts)) = &grant.participants
        && counts.all().iter().any(Option::is_some)
    {
        let count = |count: Option<u32>| count.map_or(super::attainment::HIDDEN.to_owned(), number);
        let [informed, started, departed, active, in_work] = counts.all().map(count);
        let on = on.short();
        facts.push(fact(
            paper.say("Deltakere", "Deltakarar"),
            tell!(
                language,
                "{informed} informert, {started} startet, {departed} sluttet, {active} aktive, {in_work} i arbeid ({on})",
                "{informed} informerte, {started} starta, {departed} slutta, {active} aktive, {in_work} i arbeid ({on})",
            ),
        ));
    }
    let none = grant.targets.iter().all(|target| target.result.is_none());
    if none && !grant.targets.is_empty() {
        let n = grant.targets.len();
        facts.push(fact(
            paper.say("Mål", "Mål"),
            tell!(
                language,
                "{n} mål, ingen resultater meldt ennå",
                "{n} mål, ingen resultat melde enno",
            ),
        ));
    }
    facts
}

/// Where a grant stands, with the day it came to stand there.
fn state(paper: &Paper, grant: &GrantLine) -> String {
    let language = paper.language;
    if let Some(reversed) = &grant.reversed {
        let on = reversed.on.short();
        return tell!(language, "vedtaket er omgjort {on}", "vedtaket er gjort om {on}");
    }
    let awarded = grant.awarded_on.short();
    match (grant.state.as_str(), grant.accepted_on) {
        ("closed", _) => paper.say("avsluttet", "avslutta").to_owned(),
        ("lapsed", _) => paper.say("bortfalt", "bortfalle").to_owned(),
        (_, Some(accepted)) => {
            let accepted = accepted.short();
            tell!(
                language,
                "innvilget {awarded}, vilkårene godtatt {accepted}",
                "innvilga {awarded}, vilkåra godtekne {accepted}",
            )
        }
        (_, None) => tell!(
            language,
            "innvilget {awarded}, vilkårene ikke godtatt ennå",
            "innvilga {awarded}, vilkåra ikkje godtekne enno",
        ),
    }
}

/// Where a report stands, in words.
pub(crate) fn report_in_words(paper: &Paper, report: &ReportLine) -> String {
    let language = paper.language;
    let due = report.due_on.short();
    let mut text = match report.standing {
        ReportStanding::Delivered(on) if on > report.due_on => {
            let on = on.short();
            tell!(language, "levert {on}, etter fristen {due}", "levert {on}, etter fristen {due}")
        }
        ReportStanding::Delivered(on) => {
            let on = on.short();
            tell!(language, "levert {on} (frist {due})", "levert {on} (frist {due})")
        }
        ReportStanding::Missing => {
            tell!(language, "mangler; fristen var {due}", "manglar; fristen var {due}")
        }
        ReportStanding::NotDue => tell!(language, "frist {due}", "frist {due}"),
        ReportStanding::NotOwed => {
            paper.say("kreves ikke lenger", "blir ikkje kravd lenger").to_owned()
        }
    };
    if let Some(on) = report.approved_on {
        let on = on.short();
        text += &tell!(language, ", godkjent {on}", ", godkjend {on}");
    }
    text
}

/// Targets against results, where any are told.
fn targets(paper: &mut Paper, grant: &GrantLine) {
    if grant.targets.iter().all(|target| target.result.is_none()) {
        return;
    }
    let rows = grant.targets.iter().map(|target| target_row(paper, target)).collect();
    // A recipient may have several grants.
    let (case, title) = (&grant.reference, &grant.organisation);
    paper.table(Sheet {
        caption: tell!(
            paper.language,
            "Mål mot resultat, {case} {title}",
            "Mål mot resultat, {case} {title}",
        ),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Mål", "Mål"), 3.0),
            words(paper.say("Ønsket", "Ønskt"), 2.2),
            amounts(paper.say("Oppnådd", "Oppnådd"), 1.1),
            words(paper.say("Vurdering", "Vurdering"), 2.8),
        ],
        rows,
        total: None,
    });
}

fn target_row(paper: &Paper, target: &TargetLine) -> Row {
    let what = match target.by_when.as_str() {
        "" => target.what.clone(),
        by => format!("{} ({by})", target.what),
    };
    let wanted = match &target.wanted {
        Wanted::Number { value, direction, unit } => {
            wanted_in_words(paper, *value, *direction, unit)
        }
        Wanted::Quality(text) => text.clone(),
    };
    let (reached, verdict) = match &target.result {
        None => ("–".to_owned(), not_told(paper, false).0.to_owned()),
        Some(result) => {
            let verdict = verdict_name(paper, result.verdict);
            let verdict = match result.explanation.trim() {
                "" => verdict.to_owned(),
                why => format!("{verdict}: {why}"),
            };
            (result.reached.map_or("–".to_owned(), number), verdict)
        }
    };
    Row::data([what, wanted, reached, verdict])
}
