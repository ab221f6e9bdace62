//! How the numbers of a report come about: every word of figures with what it means.

use super::appendix::reports_word;
use crate::definitions::{self, ReportWord};
use crate::goals::goals;
use crate::paper::Paper;
use crate::words::{capital, tell};
use crate::{Audience, Scope, ScopeFigures};
use documents::{Block, Piece, Rich};
use reporting_deadlines::Verdict;

pub(super) fn tell(paper: &mut Paper, figures: &ScopeFigures) {
    paper.heading(2, paper.say("Slik er tallene regnet ut", "Slik er tala rekna ut"));
    let definitions = definitions(paper, figures);
    paper.add(Block::Facts(definitions));
}

/// Of when the figures are.
fn status(paper: &Paper, figures: &ScopeFigures) -> String {
    let when = definitions::of_when(paper, figures.as_of, figures.told_at);
    let lapsed = paper.say(
        "Om et tilsagn er bortfalt eller et tilskudd avsluttet, står slik det er når rapporten lages.",
        "Om ei tilsegn er bortfallen eller eit tilskot avslutta, står slik det er når rapporten blir laga.",
    );
    format!("{when} {lapsed}")
}

/// Every word of figures with what it means.
fn definitions(paper: &Paper, figures: &ScopeFigures) -> Vec<(String, Rich)> {
    let language = paper.language;
    let mut all: Vec<(&str, Rich)> =
        vec![(paper.say("Status", "Status"), status(paper, figures).into())];
    all.extend(of_the_money(paper, figures));
    all.extend([
        (
            paper.say("Søknader, søkt", "Søknader, søkt"),
            paper
                .say(
                    "Søknader som besto den formelle kontrollen, og summen av det de ba om.",
                    "Søknader som oppfylte dei formelle krava, og summen av det dei bad om.",
                )
                .into(),
        ),
        (
            paper.say("Avslag", "Avslag"),
            paper
                .say(
                    "De av søknadene der det siste vedtaket var avslag. En søknad som fikk avslag og senere tilskudd, teller ikke.",
                    "Dei av søknadene der det siste vedtaket var avslag. Ein søknad som fekk avslag og seinare tilskot, tel ikkje.",
                )
                .into(),
        ),
        (
            paper.say("Prosjekter", "Prosjekt"),
            paper
                .say(
                    "Et tilskudd det er satt av penger til. Omgjorte vedtak uten utbetaling teller ikke, heller ikke med mål og deltakere.",
                    "Eit tilskot det er sett av pengar til. Vedtak som er gjorde om utan utbetaling, tel ikkje, heller ikkje med mål og deltakarar.",
                )
                .into(),
        ),
    ]);
    if figures.counties.len() > 1 {
        all.push((
            paper.say("Fylke", "Fylke"),
            paper
                .say(
                    "Fylket søkeren hørte til da søknaden ble påbegynt. På det nyeste kartet følger prosjektet kommunen dit den hører nå.",
                    "Fylket søkjaren høyrde til då søknaden vart påbyrja. På det nyaste kartet følgjer prosjektet kommunen dit han høyrer no.",
                )
                .into(),
        ));
    }
    if figures.counties.len() > 1 && figures.counties.iter().any(|c| c.persons.is_some()) {
        let text = tell!(
            language,
            "Innvilget i fylket delt på folketallet per 1. januar {year}.",
            "Innvilga i fylket delt på folketalet per 1. januar {year}.",
            year = figures.covers.year,
        );
        let source = paper.say(
            "Kilde: Statistisk sentralbyrå, tabell 07459.",
            "Kjelde: Statistisk sentralbyrå, tabell 07459.",
        );
        let text = Rich(vec![Piece::from(text).noted(source)]);
        all.push((paper.say("Kr per innb.", "Kr per innb."), text));
    }
    all.extend(of_the_reports(paper, figures));
    all.extend(of_the_targets(paper, figures));
    if figures.projects().any(|grant| grant.participants.is_some()) {
        let names = super::attainment::count_names(paper);
        all.push((paper.say("Deltakere", "Deltakarar"), definitions::participants(paper).into()));
        let each = names.into_iter().zip(definitions::counts(paper));
        all.extend(each.map(|(name, meaning)| (name, meaning.into())));
    }
    all.extend(of_the_grants(paper, figures));
    all.extend([
        (
            paper.say("Avvik", "Avvik"),
            paper
                .say(
                    "Rapport mangler eller kom for sent, frist er flyttet, vilkår er ikke godtatt, vedtak er omgjort eller bortfalt, penger er betalt tilbake, mindre er utbetalt enn planlagt, mål er ikke nådd eller ikke besvart i en levert rapport, eller deltakertall går ikke opp uten forklaring.",
                    "Rapport manglar eller kom for seint, frist er flytta, vilkår er ikkje godtekne, vedtak er gjort om eller bortfalle, pengar er betalte tilbake, mindre er utbetalt enn planlagt, mål er ikkje nådd eller ikkje svart på i ein levert rapport, eller deltakartal går ikkje opp utan forklaring.",
                )
                .into(),
        ),
    ]);
    if figures.year_before.is_some() {
        all.push((
            paper.say("Året før", "Året før"),
            match figures.covers.scope {
                Scope::Call(_) => paper.say(
                    "Alle utlysninger i samme ordning året før, med de tallene som står på samme dag som resten av rapporten.",
                    "Alle utlysingar i same ordning året før, med dei tala som står på same dag som resten av rapporten.",
                ),
                _ => paper.say(
                    "Det samme for året før, med de tallene som står på samme dag som resten av rapporten.",
                    "Det same for året før, med dei tala som står på same dag som resten av rapporten.",
                ),
            }
            .into(),
        ));
    }
    if figures.audience == Audience::Public {
        all.push((
            paper.say("Personvern", "Personvern"),
            paper
                .say(
                    "Et antall personer under 5 vises ikke, og heller ikke det som et slikt antall kunne regnes ut fra i denne rapporten. Mål om få personer vises derfor heller ikke, og en strek (–) kan stå der et resultat ikke vises. Fortellinger og begrunnelser er ikke med. Prosjektnavn og mål står slik de er skrevet.",
                    "Eit tal på personar under 5 blir ikkje vist, og heller ikkje det som eit slikt tal kunne reknast ut frå i denne rapporten. Mål om få personar blir derfor heller ikkje viste, og ein strek (–) kan stå der eit resultat ikkje blir vist. Forteljingar og grunngivingar er ikkje med. Prosjektnamn og mål står slik dei er skrivne.",
                )
                .into(),
        ));
    }
    all.into_iter().map(|(word, meaning)| (capital(word), meaning)).collect()
}

/// What the steps of the money mean, and what is reckoned of them.
fn of_the_money(paper: &Paper, figures: &ScopeFigures) -> Vec<(&'static str, Rich)> {
    let one_county = matches!(figures.covers.scope, Scope::County { .. });
    let mut all: Vec<(&str, Rich)> = figures
        .steps
        .iter()
        .map(|one| {
            let name = super::money::step_name(paper, figures, one.step);
            (name, definitions::step(paper, one.step, one_county))
        })
        .collect();
    all.push((
        paper.say("Av trinnet før", "Av trinnet før"),
        paper
            .say(
                "Beløpet i prosent av beløpet på linjen over, avrundet til hele prosent. En strek (–) står der det ikke er noe å regne av.",
                "Beløpet i prosent av beløpet på linja over, avrunda til heile prosent. Ein strek (–) står der det ikkje er noko å rekne av.",
            )
            .into(),
    ));
    if figures.knows_payments() {
        all.push((
            paper.say("Planlagt til nå", "Planlagt til no"),
            paper
                .say(
                    "Summen av terminene i planene til og med dagen. Terminer som er stanset, er ikke med.",
                    "Summen av terminane i planane til og med dagen. Terminar som er stansa, er ikkje med.",
                )
                .into(),
        ));
    }
    let of_counties = (figures.counties.len() > 1).then(|| {
        paper.say(
            "I tabellen over fylkene: det som er innvilget i fylket, av alt som er innvilget.",
            "I tabellen over fylka: det som er innvilga i fylket, av alt som er innvilga.",
        )
    });
    let of_payments = figures.knows_payments().then(|| {
        paper.say(
            "I tabellen over utbetalinger: det som er utbetalt, av det som er innvilget.",
            "I tabellen over utbetalingar: det som er utbetalt, av det som er innvilga.",
        )
    });
    let shares: Vec<&str> = of_counties.into_iter().chain(of_payments).collect();
    if !shares.is_empty() {
        all.push((paper.say("Andel", "Del"), shares.join(" ").into()));
    }
    if !figures.unused.is_empty() {
        all.push((
            paper.say("Bevilgninger som ikke er fordelt", "Løyvingar som ikkje er fordelte"),
            paper
                .say(
                    "Det av bevilgningene på disse postene som ikke er fordelt videre til noen ordning.",
                    "Det av løyvingane på desse postane som ikkje er fordelt vidare til noka ordning.",
                )
                .into(),
        ));
        all.push((
            paper.say(
                "Bevilget for, kan brukes til og med",
                "Løyvd for, kan brukast til og med",
            ),
            paper
                .say(
                    "Budsjettåret pengene ble bevilget for, og det siste budsjettåret de kan brukes i etter reglene for posten.",
                    "Budsjettåret pengane vart løyvde for, og det siste budsjettåret dei kan brukast i etter reglane for posten.",
                )
                .into(),
        ));
    }
    all
}

/// What the states of reports mean.
fn of_the_reports(paper: &Paper, figures: &ScopeFigures) -> Vec<(&'static str, Rich)> {
    let mut words = Vec::new();
    if figures.reporting().all() > 0 {
        words.extend(ReportWord::COUNTED);
    }
    if figures.grants.iter().any(|grant| reports_word(grant) == ReportWord::NotOwed) {
        words.push(ReportWord::NotOwed);
    }
    let mut all: Vec<(&str, Rich)> =
        words.into_iter().map(|word| (word.name(paper), word.meaning(paper).into())).collect();
    if figures.reporting().all() > 0 {
        all.push((
            paper.say("Godkjent", "Godkjende"),
            paper
                .say(
                    "Rapporter som direktoratet har lest og godkjent. De er også talt med som levert.",
                    "Rapportar som direktoratet har lese og godkjent. Dei er òg talde med som leverte.",
                )
                .into(),
        ));
    }
    all
}

/// What the verdicts on targets mean, and what is reckoned of the results.
fn of_the_targets(paper: &Paper, figures: &ScopeFigures) -> Vec<(&'static str, Rich)> {
    let goals = goals(figures.projects());
    if goals.iter().all(|goal| goal.told == 0) {
        return Vec::new();
    }
    let mut all: Vec<(&str, Rich)> = vec![(
        paper.say("Mål, vurderte mål", "Mål, vurderte mål"),
        paper
            .say(
                "Mål som prosjektene har satt seg. Et mål er vurdert når mottakeren selv har sagt hvordan det gikk med det.",
                "Mål som prosjekta har sett seg. Eit mål er vurdert når mottakaren sjølv har sagt korleis det gjekk med det.",
            )
            .into(),
    )];
    let not_assessed = goals.iter().any(|goal| goal.with(Verdict::NotAssessed) > 0);
    for verdict in Verdict::ALL {
        if verdict != Verdict::NotAssessed || not_assessed {
            all.push((
                super::attainment::verdict_name(paper, verdict),
                definitions::verdict(paper, verdict).into(),
            ));
        }
    }
    let (name, meaning) = definitions::not_told(paper, true);
    all.push((name, meaning.into()));
    if goals.iter().any(|goal| !goal.results.is_empty()) {
        all.extend([
            (
                paper.say("Oppnådd, svar", "Oppnådd, svar"),
                paper
                    .say(
                        "Resultatet i tall i den siste rapporten som svarer på målet, og hvor mange prosjekter som har gitt et slikt tall.",
                        "Resultatet i tal i den siste rapporten som svarer på målet, og kor mange prosjekt som har gitt eit slikt tal.",
                    )
                    .into(),
            ),
            (
                paper.say("Lavest, median, høyest, sum", "Lågast, median, høgast, sum"),
                paper
                    .say(
                        "Det laveste, det midterste og det høyeste av svarene, og alle lagt sammen. Av to i midten er median den laveste. Poeng, prosent og kroner legges ikke sammen.",
                        "Det lågaste, det midtarste og det høgaste av svara, og alle lagde saman. Av to i midten er median den lågaste. Poeng, prosent og kroner blir ikkje lagde saman.",
                    )
                    .into(),
            ),
        ]);
    }
    all
}

/// What it means where the grants stand, of the states that are met.
fn of_the_grants(paper: &Paper, figures: &ScopeFigures) -> Vec<(&'static str, Rich)> {
    let states = ["awarded", "active", "closed", "lapsed", "reversed"];
    let met = |state: &&str| {
        figures.grants.iter().any(|grant| match grant.reversed {
            Some(_) => *state == "reversed",
            None => grant.state == *state,
        })
    };
    let meanings = states.into_iter().filter(met);
    meanings
        .filter_map(|state| definitions::grant_state(paper, state))
        .map(|(name, meaning)| (name, meaning.into()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{samples, scope_report};
    use documents::{Align, Document, Table};
    use std::collections::BTreeSet;
    use vocabulary::Language;

    /// Heads that say themselves what they are.
    const PLAIN: [&str; 4] = ["beløp", "i alt", "antall", "tal"];

    fn tables(blocks: &[Block]) -> Vec<&Table> {
        let mut found = Vec::new();
        for block in blocks {
            match block {
                Block::Table(table) => found.push(table),
                Block::Together(blocks) => found.extend(tables(blocks)),
                _ => {}
            }
        }
        found
    }

    /// The words that a document defines, in small letters.
    fn defined(document: &Document) -> BTreeSet<String> {
        let facts = document.blocks.iter().filter_map(|block| match block {
            Block::Facts(facts) => Some(facts),
            _ => None,
        });
        let names = facts.flatten().filter(|(_, meaning)| !meaning.words().trim().is_empty());
        names.flat_map(|(name, _)| name.split(", ")).map(str::to_lowercase).collect()
    }

    fn is_defined(words: &BTreeSet<String>, head: &str) -> bool {
        let head = head.to_lowercase();
        let head = head.strip_suffix(" (kr)").unwrap_or(&head);
        let within = format!(" {head}");
        PLAIN.contains(&head) || words.iter().any(|word| word == head || word.ends_with(&within))
    }

    /// The sample, a report with everything in it, and one of a county.
    fn samples() -> Vec<ScopeFigures> {
        let call = samples::call();
        let mut all = samples::call();
        let mut second = all.calls[0].clone();
        second.slug = "lab-2012".into();
        all.calls.push(second);
        for (at, verdict) in Verdict::ALL.into_iter().enumerate() {
            let mut grant = all.grants[3].clone();
            grant.county = format!("{}", 40 + at);
            grant.county_name = format!("Fylke {at}");
            grant.state = ["awarded", "active", "closed", "lapsed", "active"][at].into();
            for target in &mut grant.targets {
                target.result.iter_mut().for_each(|result| result.verdict = verdict);
            }
            all.grants.push(grant);
        }
        let mut county = samples::call();
        county.covers.scope = Scope::County { number: "11".parse().unwrap(), year: 2012 };
        county.steps.retain(|one| one.step >= crate::Step::ToCounties);
        county.counties.truncate(1);
        vec![call, all, county]
    }

    #[test]
    fn every_number_in_a_table_has_a_definition() {
        for figures in samples() {
            for (audience, language) in [
                (Audience::Internal, Language::Bokmal),
                (Audience::Internal, Language::Nynorsk),
                (Audience::Public, Language::Bokmal),
                (Audience::Public, Language::Nynorsk),
            ] {
                let document = scope_report(&figures, audience, "D", language);
                let words = defined(&document);
                for table in tables(&document.blocks) {
                    for column in table.columns.iter().filter(|one| one.align == Align::Right) {
                        let head = &column.head;
                        assert!(is_defined(&words, head), "{head} in {}", table.caption);
                    }
                }
            }
        }
    }

    #[test]
    fn every_step_state_and_verdict_that_is_shown_has_a_definition() {
        let all = &samples()[1];
        for language in [Language::Bokmal, Language::Nynorsk] {
            let words = defined(&scope_report(all, Audience::Internal, "D", language));
            let paper = Paper::new(language);
            let mut names: Vec<&str> = Vec::new();
            let steps = crate::Step::ALL;
            names.extend(steps.map(|step| super::super::money::step_name(&paper, all, step)));
            names.extend(ReportWord::COUNTED.map(|word| word.name(&paper)));
            names.push(ReportWord::NotOwed.name(&paper));
            names.extend(
                Verdict::ALL.map(|verdict| super::super::attainment::verdict_name(&paper, verdict)),
            );
            names.push(definitions::not_told(&paper, true).0);
            let states = ["awarded", "active", "closed", "lapsed", "reversed"];
            names.extend(states.map(|state| definitions::grant_state(&paper, state).unwrap().0));
            for name in names {
                assert!(is_defined(&words, name), "{name} in {language:?}");
            }
        }
        let mut one_county = samples::call();
        one_county.covers.scope = Scope::County { number: "11".parse().unwrap(), year: 2012 };
        let words = defined(&scope_report(&one_county, Audience::Public, "D", Language::Bokmal));
        assert!(
            is_defined(&words, "Fordelt til fylket") && !is_defined(&words, "Fordelt til fylker")
        );
    }

    #[test]
    fn what_is_not_shown_is_not_defined() {
        let mut figures = samples::call();
        figures.unused.clear();
        figures.participants = None;
        for grant in &mut figures.grants {
            grant.participants = None;
            grant.targets.iter_mut().for_each(|target| target.result = None);
        }
        let words = defined(&scope_report(&figures, Audience::Internal, "D", Language::Bokmal));
        for word in ["Informert", "Delvis nådd", "Ikke meldt", "Median", "Bevilget for", "Bortfalt"]
        {
            assert!(!is_defined(&words, word), "{word}");
        }
    }

    #[test]
    fn the_report_of_a_project_defines_its_numbers_too() {
        let figures = samples::grant_figures();
        let paper = Paper::new(Language::Bokmal);
        let document = crate::grant_report(&figures, "D", Language::Bokmal);
        let facts = document.blocks.iter().filter_map(|block| match block {
            Block::Facts(facts) => Some(facts),
            _ => None,
        });
        let of_instalments = facts.flatten().find(|(name, _)| name == "Status for terminene");
        let told = of_instalments.map(|(_, meaning)| meaning.words()).unwrap_or_default();
        for (_, _, state) in &figures.instalments {
            let (name, _) = definitions::instalment_state(&paper, state).unwrap();
            assert!(told.contains(&format!("{}: ", capital(name))), "{name} in {told}");
        }
        for language in [Language::Bokmal, Language::Nynorsk] {
            for figures in [&figures, &figures.for_public()] {
                let document = crate::grant_report(figures, "D", language);
                let words = defined(&document);
                for table in tables(&document.blocks) {
                    for column in table.columns.iter().filter(|one| one.align == Align::Right) {
                        let head = &column.head;
                        assert!(is_defined(&words, head), "{head} in {}", table.caption);
                    }
                }
            }
        }
    }
}
