//! The appendix: all figures, what each of them means, and what nothing is recorded of.

use crate::goals::goals;
use crate::paper::{Paper, Sheet, cells, figures as amounts, words};
use crate::words::{day_or_moment, listed, tell};
use crate::{Audience, GrantLine, ReportStanding, Scope, ScopeFigures, Step};
use documents::{Block, Piece, Rich, Row};
use vocabulary::{Day, Money};

pub(super) fn tell(paper: &mut Paper, figures: &ScopeFigures) {
    paper.heading(2, paper.say("Vedlegg: alle tall", "Vedlegg: alle tal"));
    all_grants(paper, figures);
    changes(paper, figures);
    paper.heading(2, paper.say("Slik er tallene regnet ut", "Slik er tala rekna ut"));
    let definitions = definitions(paper, figures);
    paper.add(Block::Facts(definitions));
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
    let has = |wanted: fn(&ReportStanding, Day) -> bool| {
        grant.reports.iter().any(|report| wanted(&report.standing, report.due_on))
    };
    let delivered = |standing: &ReportStanding, _| matches!(standing, ReportStanding::Delivered(_));
    let late = |standing: &ReportStanding, due: Day| matches!(standing, ReportStanding::Delivered(on) if *on > due);
    if has(|standing, _| *standing == ReportStanding::Missing) {
        paper.say("mangler", "manglar")
    } else if has(|standing, _| *standing == ReportStanding::NotDue) {
        paper.say("ikke forfalt", "ikkje forfallen")
    } else if has(late) {
        paper.say("levert for sent", "levert for seint")
    } else if has(delivered) {
        paper.say("levert", "levert")
    } else {
        paper.say("kreves ikke", "blir ikkje kravd")
    }
    .to_owned()
}

/// What was changed in the schemes and the calls.
fn changes(paper: &mut Paper, figures: &ScopeFigures) {
    let mut items: Vec<(Day, Rich)> = Vec::new();
    for call in &figures.calls {
        let title = paper.either(&call.title, &call.title_nn);
        for (day, nb, nn) in &call.amendments {
            let (on, what) = (day.short(), paper.either(nb, nn));
            items.push((*day, format!("{on}, {title}: {what}").into()));
        }
        for (day, what) in &call.scheme_changes {
            let (on, scheme) = (day.short(), &call.scheme);
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

/// Of when the figures are.
fn status(paper: &Paper, figures: &ScopeFigures) -> String {
    let language = paper.language;
    let day = day_or_moment(figures.as_of, figures.told_at, language);
    let when = match figures.told_at {
        None => tell!(
            language,
            "Alle tall er slik de sto da {day} var over. Det som er ført senere, er ikke med.",
            "Alle tal er slik dei stod då {day} var over. Det som er ført seinare, er ikkje med.",
        ),
        Some(_) => tell!(
            language,
            "Alle tall er slik de sto {day}, da de ble hentet inn. Dagen var ikke over, så resten av den er ikke med.",
            "Alle tal er slik dei stod {day}, då dei vart henta inn. Dagen var ikkje over, så resten av han er ikkje med.",
        ),
    };
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
    if figures.steps.iter().any(|one| one.step == Step::Appropriated) {
        all.push((
            paper.say("Bevilget", "Løyvd"),
            Rich(vec![
                Piece::from(paper.say(
                    "Det Stortinget har gitt på kapittel og post, med det som er overført fra tidligere år.",
                    "Det Stortinget har gitt på kapittel og post, med det som er overført frå tidlegare år.",
                ))
                .noted(paper.say(
                    "Bevilgningsreglementet (26. mai 2005) § 5: det som har stikkordet «kan overføres», kan brukes i de to neste budsjettårene.",
                    "Løyvingsreglementet (26. mai 2005) § 5: det som har stikkordet «kan overførast», kan brukast i dei to neste budsjettåra.",
                )),
            ]),
        ));
        all.push((
            paper.say("Lyst ut", "Lyst ut"),
            paper
                .say(
                    "Rammen som utlysningene hadde å dele ut.",
                    "Ramma som utlysingane hadde å dele ut.",
                )
                .into(),
        ));
    }
    all.extend([
        (
            paper.say("Søkt", "Søkt"),
            paper
                .say(
                    "Summen av det søknadene ba om. Bare søknader som besto den formelle kontrollen, er med.",
                    "Summen av det søknadene bad om. Berre søknader som stod den formelle kontrollen, er med.",
                )
                .into(),
        ),
        (
            paper.say("Innvilget", "Innvilga"),
            paper
                .say(
                    "Det hvert tilskudd holder i regnskapet over rammene. Av et vedtak som er omgjort, er det bare det som var utbetalt.",
                    "Det kvart tilskot held i rekneskapen over rammene. Av eit vedtak som er gjort om, er det berre det som var utbetalt.",
                )
                .into(),
        ),
        (
            paper.say("Utbetalt, tilbake", "Utbetalt, tilbake"),
            paper
                .say(
                    "Det som er ført som utbetalt av tilskuddet, og det som er ført som betalt tilbake av det.",
                    "Det som er ført som utbetalt av tilskotet, og det som er ført som betalt tilbake av det.",
                )
                .into(),
        ),
        (
            paper.say("Prosjekt", "Prosjekt"),
            paper
                .say(
                    "Et tilskudd som holder penger. Omgjorte vedtak uten utbetaling teller ikke, heller ikke med mål og deltakere.",
                    "Eit tilskot som held pengar. Vedtak som er gjorde om utan utbetaling, tel ikkje, heller ikkje med mål og deltakarar.",
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
    all.extend([
        (
            paper.say("Levert, mangler", "Levert, manglar"),
            paper
                .say(
                    "En rapport er levert når mottakeren har sendt den inn, og mangler når fristen er ute og den ikke er sendt inn. Fristen varer ut dagen. En frist som er flyttet, regnes fra den nye dagen.",
                    "Ein rapport er levert når mottakaren har sendt han inn, og manglar når fristen er ute og han ikkje er send inn. Fristen varer ut dagen. Ein frist som er flytta, blir rekna frå den nye dagen.",
                )
                .into(),
        ),
        (
            paper.say("Mål nådd", "Mål nådd"),
            paper
                .say(
                    "Mottakerens egen vurdering i den siste rapporten som svarer på målet. Median er svaret i midten; poeng og prosent legges ikke sammen.",
                    "Mottakaren si eiga vurdering i den siste rapporten som svarer på målet. Median er svaret i midten; poeng og prosent blir ikkje lagde saman.",
                )
                .into(),
        ),
        (
            paper.say("Deltakere", "Deltakarar"),
            paper
                .say(
                    "Antall personer, aldri hvem, etter den siste rapporten med deltakertall. Startet er sluttet og aktive til sammen.",
                    "Talet på personar, aldri kven, etter den siste rapporten med deltakartal. Starta er slutta og aktive til saman.",
                )
                .into(),
        ),
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
                    "Et antall personer under 5 vises ikke, og heller ikke det som et slikt antall kunne regnes ut fra i denne rapporten. Mål om få personer vises derfor heller ikke. Fortellinger og begrunnelser er ikke med. Prosjektnavn og mål står slik de er skrevet.",
                    "Eit tal på personar under 5 blir ikkje vist, og heller ikkje det som eit slikt tal kunne reknast ut frå i denne rapporten. Mål om få personar blir derfor heller ikkje viste. Forteljingar og grunngivingar er ikkje med. Prosjektnamn og mål står slik dei er skrivne.",
                )
                .into(),
        ));
    }
    all.into_iter().map(|(word, meaning)| (word.to_owned(), meaning)).collect()
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
        silent.push(
            tell!(
                language,
                "Utviklingen fra {year}: det er ikke registrert noe for det året.",
                "Utviklinga frå {year}: det er ikkje registrert noko for det året.",
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
