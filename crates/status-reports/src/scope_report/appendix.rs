//! The appendix: all figures, and what nothing is recorded of.

use crate::definitions::ReportWord;
use crate::geography;
use crate::goals::goals;
use crate::paper::{Paper, Sheet, cells, figures as amounts, words};
use crate::words::{listed, quoted, tell};
use crate::{Audience, GrantLine, Scope, ScopeFigures};
use documents::{Piece, Rich, Row};
use vocabulary::{Day, Money};

pub(super) fn tell(paper: &mut Paper, figures: &ScopeFigures) {
    paper.heading(2, paper.say("Vedlegg: alle tall", "Vedlegg: alle tal"));
    all_grants(paper, figures);
    changes(paper, figures);
    super::reckoned::tell(paper, figures);
    let silent = silent(paper, figures);
    paper.heading(
        2,
        paper.say("Dette sier rapporten ikke noe om", "Dette seier rapporten ikkje noko om"),
    );
    paper.bullets(silent);
}

/// Every grant of the scope, those that were reversed before anything was paid too, by county.
fn all_grants(paper: &mut Paper, figures: &ScopeFigures) {
    let mut rows = Vec::new();
    let mut county: Option<&str> = None;
    let several = figures.counties.len() > 1;
    for grant in &figures.grants {
        if several && county != Some(grant.county.as_str()) {
            county = Some(&grant.county);
            rows.push(Row::section(grant.county_name.as_str()));
        }
        rows.push(Row::data([
            grant.reference.clone(),
            grant.organisation.clone(),
            grant.applied.to_string(),
            grant.holds.to_string(),
            grant.paid.to_string(),
            grant.returned.to_string(),
            reports_in_short(paper, grant),
        ]));
    }
    let sum = |figure: fn(&GrantLine) -> Money| {
        figures.grants.iter().map(figure).sum::<Money>().to_string()
    };
    paper.table(Sheet {
        caption: paper.say("Alle tilskudd", "Alle tilskot").into(),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Sak", "Sak"), 1.7),
            words(paper.say("Mottaker", "Mottakar"), 2.2),
            amounts(paper.say("Søkt (kr)", "Søkt (kr)"), 1.4),
            amounts(paper.say("Innvilget (kr)", "Innvilga (kr)"), 1.5),
            amounts(paper.say("Utbetalt (kr)", "Utbetalt (kr)"), 1.4),
            amounts(paper.say("Tilbake (kr)", "Tilbake (kr)"), 1.3),
            words(paper.say("Rapport", "Rapport"), 1.5),
        ],
        rows,
        total: Some(cells([
            "Sum".to_owned(),
            String::new(),
            sum(|grant| grant.applied),
            sum(|grant| grant.holds),
            sum(|grant| grant.paid),
            sum(|grant| grant.returned),
            String::new(),
        ])),
    });
}

/// Where the reports of a grant stand, in a word: of several the one that asks for most.
fn reports_in_short(paper: &Paper, grant: &GrantLine) -> String {
    reports_word(grant).name(paper).to_owned()
}

/// The word of it.
pub(super) fn reports_word(grant: &GrantLine) -> ReportWord {
    let words: Vec<ReportWord> = grant.reports.iter().map(ReportWord::of).collect();
    let first = [ReportWord::Missing, ReportWord::NotDue, ReportWord::Late, ReportWord::InTime]
        .into_iter()
        .find(|word| words.contains(word));
    first.unwrap_or(ReportWord::NotOwed)
}

/// What was changed in the schemes and the calls.
fn changes(paper: &mut Paper, figures: &ScopeFigures) {
    let mut items: Vec<(Day, Rich)> = Vec::new();
    for call in &figures.calls {
        let title = paper.either(&call.title, &call.title_nn);
        for (day, nb, nn) in &call.amendments {
            let lead = Piece::from(format!("{}, {title}: ", day.short()));
            items.push((*day, Rich(vec![lead, paper.either_marked(nb, nn)])));
        }
        for (day, what) in &call.scheme_changes {
            // It stands as it was written, in whatever language.
            let (on, scheme, what) = (day.short(), &call.scheme, quoted(what));
            items.push((*day, format!("{on}, {scheme}: {what}").into()));
        }
    }
    if items.is_empty() {
        return;
    }
    items.sort_by_key(|(day, _)| *day);
    let mut items: Vec<Rich> = items.into_iter().map(|(_, item)| item).collect();
    items.dedup();
    paper.heading(
        3,
        paper.say("Endringer i ordning og utlysning", "Endringar i ordning og utlysing"),
    );
    paper.bullets(items);
}

/// What a reader could expect and nothing is recorded of.
fn silent(paper: &Paper, figures: &ScopeFigures) -> Vec<Rich> {
    let language = paper.language;
    let mut silent: Vec<Rich> = vec![
        paper
            .say(
                "Hva pengene er brukt til: mottakernes regnskap føres ikke her ennå, så forbruk og ubrukte midler er ikke kjent.",
                "Kva pengane er brukte til: rekneskapen til mottakarane blir ikkje ført her enno, så forbruk og ubrukte midlar er ikkje kjende.",
            )
            .into(),
        paper
            .say(
                "Hvem deltakerne er etter kjønn, alder og undergruppe.",
                "Kven deltakarane er etter kjønn, alder og undergruppe.",
            )
            .into(),
        paper
            .say(
                "Om tilbudene er i drift etter at de statlige midlene tok slutt.",
                "Om tilboda er i drift etter at dei statlege midlane tok slutt.",
            )
            .into(),
    ];
    if !figures.knows_payments() {
        silent.push(
            paper
                .say(
                    "Utbetalinger: det er ikke ført noen, så de kan ikke holdes mot planen.",
                    "Utbetalingar: det er ikkje ført nokon, så dei kan ikkje haldast mot planen.",
                )
                .into(),
        );
    }
    if figures.year_before.is_none() {
        let year = figures.covers.year - 1;
        let founded = match figures.covers.scope {
            Scope::County { number, .. } => geography::county_in(number, year).is_none(),
            _ => false,
        };
        let text = match founded {
            true => tell!(
                language,
                "Utviklingen fra {year}: fylket fantes ikke da.",
                "Utviklinga frå {year}: fylket fanst ikkje då.",
            ),
            false => tell!(
                language,
                "Utviklingen fra {year}: det er ikke registrert noe for det året.",
                "Utviklinga frå {year}: det er ikkje registrert noko for det året.",
            ),
        };
        silent.push(text.into());
    }
    let told = goals(figures.projects()).iter().any(|goal| goal.told > 0);
    if let Some((year, _)) = figures.year_before.filter(|_| told && figures.goals_before.is_none())
    {
        silent.push(
            match figures.audience {
                Audience::Internal => tell!(
                    language,
                    "Måloppnåelsen i {year}: ingen av målene fra det året er vurdert.",
                    "Måloppnåinga i {year}: ingen av måla frå det året er vurderte.",
                ),
                Audience::Public => tell!(
                    language,
                    "Måloppnåelsen i {year}: mål om få personer vises ikke her, så årene kan ikke holdes mot hverandre.",
                    "Måloppnåinga i {year}: mål om få personar blir ikkje viste her, så åra kan ikkje haldast mot kvarandre.",
                ),
            }
            .into(),
        );
    }
    let with = figures.counties.iter().filter(|county| county.projects > 0).count();
    if figures.map.is_none() && with > 1 {
        silent.push(
            paper
                .say(
                    "Fylkene på et kart fra den tiden: de hører til mer enn én fylkesinndeling og kan ikke stå på samme kart.",
                    "Fylka på eit kart frå den tida: dei høyrer til meir enn éi fylkesinndeling og kan ikkje stå på same kart.",
                )
                .into(),
        );
    }
    if goals(figures.projects()).iter().all(|goal| goal.told == 0) {
        let none = match figures.audience {
            Audience::Internal => paper.say(
                "Måloppnåelse: ingen prosjekter har meldt resultater ennå.",
                "Måloppnåing: ingen prosjekt har meldt resultat enno.",
            ),
            Audience::Public => paper.say(
                "Måloppnåelse: det er ikke meldt resultater på mål som kan vises her.",
                "Måloppnåing: det er ikkje meldt resultat på mål som kan visast her.",
            ),
        };
        silent.push(none.into());
    }
    if figures.participants.is_none() {
        silent.push(
            paper
                .say(
                    "Deltakere: ingen prosjekter har meldt deltakertall.",
                    "Deltakarar: ingen prosjekt har meldt deltakartal.",
                )
                .into(),
        );
    }
    let without: Vec<&str> = figures
        .counties
        .iter()
        .filter(|county| county.persons.is_none())
        .map(|county| county.name.as_str())
        .collect();
    if !without.is_empty() && figures.counties.len() > 1 {
        let names = match without.len() == figures.counties.len() {
            true => paper.say("alle fylkene", "alle fylka").to_owned(),
            false => listed(&without),
        };
        silent.push(
            tell!(
                language,
                "Tilskudd per innbygger i {names}: folketallet for året er ikke lagt inn.",
                "Tilskot per innbyggjar i {names}: folketalet for året er ikkje lagt inn.",
            )
            .into(),
        );
    }
    silent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{samples, scope_report};
    use documents::Block;
    use vocabulary::Language;

    #[test]
    fn what_cannot_be_drawn_on_a_map_is_named() {
        let mut figures = samples::call();
        let text = |figures: &ScopeFigures| {
            let items = silent(&Paper::new(Language::Bokmal), figures);
            items.iter().map(Rich::words).collect::<Vec<_>>().join("\n")
        };
        assert!(!text(&figures).contains("på et kart"));
        figures.map = None;
        assert!(text(&figures).contains("mer enn én fylkesinndeling"));
        assert!(!text(&figures).contains("Måloppnåelsen i 2011"));
        figures.goals_before = None;
        assert!(text(&figures).contains("Måloppnåelsen i 2011: ingen av målene"));
        assert!(text(&samples::call().for_public()).contains("mål om få personer vises ikke her"));
        figures.year_before = None;
        assert!(text(&figures).contains("Utviklingen fra 2011: det er ikke registrert"));
        // Viken was founded in 2020.
        figures.covers.scope = Scope::County { number: "30".parse().unwrap(), year: 2020 };
        figures.covers.year = 2020;
        assert!(text(&figures).contains("Utviklingen fra 2019: fylket fantes ikke da."));
    }

    #[test]
    fn nynorsk_with_bokmal_data_has_no_empty_heads_and_quotes_what_it_does_not_translate() {
        let mut figures = samples::call();
        figures.covers.name_nn = String::new();
        let mut second = figures.calls[0].clone();
        second.title_nn = " ".into();
        second.scheme_changes = vec![(figures.as_of, "Ordningen er forlenget.".into())];
        second.amendments[0].2 = String::new();
        figures.calls.push(second);
        let document = scope_report(&figures, Audience::Internal, "D", Language::Nynorsk);
        assert_eq!(document.title, "Statusrapport: Individuell jobbstøtte (IPS) 2012");
        let bullets = document.blocks.iter().filter_map(|block| match block {
            Block::Bullets(items) => Some(items),
            _ => None,
        });
        let bullets: Vec<&Rich> = bullets.flatten().collect();
        let with = |text: &str| bullets.iter().find(|item| item.words().contains(text)).unwrap();
        assert!(with("forlenget").words().contains("«Ordningen er forlenget.»"));
        let amended = with("Fristen ble flyttet.");
        assert_eq!(amended.0[1].language.as_deref(), Some("nb"));
        let own = with("Fristen vart flytta.");
        assert_eq!(own.0[1].language, None);
        let calls = document.blocks.iter().find_map(|block| match block {
            Block::Table(table) if table.caption.contains("Utlysingane") => Some(table),
            _ => None,
        });
        let title = &calls.unwrap().rows[1].cells[0].text.0[0];
        assert_eq!(title.language.as_deref(), Some("nb"));
        assert!(!title.text.trim().is_empty());
    }
}
