//! How the numbers of a grant's report come about.

use crate::definitions::{self, ReportWord};
use crate::paper::Paper;
use crate::scope_report::verdict_name;
use crate::words::capital;
use crate::{Audience, GrantFigures};
use documents::{Block, Rich};
use reporting_deadlines::Verdict;

type Meanings = Vec<(&'static str, Rich)>;

pub(super) fn tell(paper: &mut Paper, figures: &GrantFigures) {
    let status = definitions::of_when(paper, figures.as_of, figures.told_at);
    let mut all: Meanings = vec![(paper.say("Status", "Status"), status.into())];
    all.extend(of_the_money(paper, figures));
    all.extend(of_the_targets(paper, figures));
    all.extend(of_the_reports(paper, figures));
    if figures.counts.is_some() || figures.funnel.is_some() {
        all.push((paper.say("Deltakere", "Deltakarar"), definitions::participants(paper).into()));
        let names = super::results::count_names(paper).into_iter();
        all.extend(
            names.zip(definitions::counts(paper)).map(|(name, meaning)| (name, meaning.into())),
        );
    }
    if figures.audience == Audience::Public {
        all.push((
            paper.say("Personvern", "Personvern"),
            paper
                .say(
                    "Et antall personer under 5 vises ikke, og heller ikke det som et slikt antall kunne regnes ut fra. Mål om få personer vises derfor ikke, og de er ikke med når mål telles.",
                    "Eit tal på personar under 5 blir ikkje vist, og heller ikkje det som eit slikt tal kunne reknast ut frå. Mål om få personar blir derfor ikkje viste, og dei er ikkje med når mål blir talde.",
                )
                .into(),
        ));
    }
    paper.heading(2, paper.say("Slik er tallene regnet ut", "Slik er tala rekna ut"));
    let facts = all.into_iter().map(|(name, meaning)| (capital(name), meaning)).collect();
    paper.add(Block::Facts(facts));
}

/// Where each amount comes from.
fn of_the_money(paper: &Paper, figures: &GrantFigures) -> Meanings {
    let mut all: Meanings = Vec::new();
    if figures.applied.is_positive() {
        all.push((
            paper.say("Søkt", "Søkt"),
            paper.say("Beløpet søknaden ba om.", "Beløpet søknaden bad om.").into(),
        ));
    }
    all.push((
        paper.say("Innvilget", "Innvilga"),
        paper.say("Beløpet i vedtaket.", "Beløpet i vedtaket.").into(),
    ));
    if figures.holds.is_some_and(|holds| holds != figures.awarded) {
        all.push((
            paper.say("Igjen", "Att"),
            paper
                .say(
                    "Det som er satt av til tilskuddet i regnskapet over rammene. Av et vedtak som er omgjort, er det bare det som var utbetalt.",
                    "Det som er sett av til tilskotet i rekneskapen over rammene. Av eit vedtak som er gjort om, er det berre det som var utbetalt.",
                )
                .into(),
        ));
    }
    if figures.own_share.is_positive() {
        all.push((
            paper.say("Legges inn av mottakeren", "Blir lagt inn av mottakaren"),
            paper
                .say(
                    "Egenandelen i søknaden. Den er ikke holdt mot noe regnskap.",
                    "Eigendelen i søknaden. Han er ikkje halden mot nokon rekneskap.",
                )
                .into(),
        ));
    }
    if figures.paid.is_positive() {
        all.push((
            paper.say("Utbetalt, betalt tilbake", "Utbetalt, betalt tilbake"),
            paper
                .say(
                    "Det som er ført som utbetalt av tilskuddet, og det av det som er ført som betalt tilbake.",
                    "Det som er ført som utbetalt av tilskotet, og det av det som er ført som betalt tilbake.",
                )
                .into(),
        ));
    }
    if !figures.way.is_empty() {
        all.push((
            paper.say("Ramme", "Ramme"),
            paper
                .say(
                    "Beløpet i rammen. Rammene over tilskuddets egen har også penger til andre tilskudd.",
                    "Beløpet i ramma. Rammene over den som tilskotet har sjølv, har òg pengar til andre tilskot.",
                )
                .into(),
        ));
    }
    let mut states: Vec<&str> =
        figures.instalments.iter().map(|(_, _, state)| state.as_str()).collect();
    states.sort_unstable();
    states.dedup();
    let meanings: Vec<String> = states
        .into_iter()
        .filter_map(|state| definitions::instalment_state(paper, state))
        .map(|(name, meaning)| format!("{}: {meaning}", capital(name)))
        .collect();
    if !meanings.is_empty() {
        all.push((
            paper.say("Status for terminene", "Status for terminane"),
            meanings.join(" ").into(),
        ));
    }
    all
}

/// What counts as evaluated, and what as reached.
fn of_the_targets(paper: &Paper, figures: &GrantFigures) -> Meanings {
    if figures.targets.is_empty() {
        return Vec::new();
    }
    let mut all: Meanings = Vec::new();
    if figures.targets.iter().any(|target| target.result.is_some()) {
        all.push((
            paper.say("Mål er nådd", "Mål er nådde"),
            paper
                .say(
                    "Hvor mange mål mottakeren selv har vurdert som nådd, av alle målene som står her. Et mål som er delvis nådd eller ikke har fått svar, regnes ikke som nådd.",
                    "Kor mange mål mottakaren sjølv har vurdert som nådde, av alle måla som står her. Eit mål som er delvis nådd eller ikkje har fått svar, blir ikkje rekna som nådd.",
                )
                .into(),
        ));
    }
    all.push((
        paper.say("Oppnådd", "Oppnådd"),
        paper
            .say(
                "Resultatet i tall i den siste rapporten som svarer på målet. En strek (–) står der det ikke er noe tall å vise.",
                "Resultatet i tal i den siste rapporten som svarer på målet. Ein strek (–) står der det ikkje er noko tal å vise.",
            )
            .into(),
    ));
    for verdict in Verdict::ALL {
        let told = |target: &crate::TargetFigure| {
            target.result.as_ref().is_some_and(|(_, result)| result.verdict == verdict)
        };
        if figures.targets.iter().any(told) {
            all.push((verdict_name(paper, verdict), definitions::verdict(paper, verdict).into()));
        }
    }
    if figures.targets.iter().any(|target| target.result.is_none()) {
        let (_, meaning) = definitions::not_told(paper, false);
        all.push((paper.say("Ikke meldt, uten svar", "Ikkje meldt, utan svar"), meaning.into()));
    }
    all
}

/// Of the reports those that are met.
fn of_the_reports(paper: &Paper, figures: &GrantFigures) -> Meanings {
    if figures.owed.is_empty() {
        return Vec::new();
    }
    let told = paper.say("Rapporter levert", "Rapportar leverte");
    let meaning = paper.say(
        "Rapporter som er sendt inn, av dem tilskuddet har en frist for. En rapport mangler når fristen er ute og den ikke er sendt inn. Fristen varer ut dagen, og en frist som er flyttet, regnes fra den nye dagen.",
        "Rapportar som er sende inn, av dei tilskotet har ein frist for. Ein rapport manglar når fristen er ute og han ikkje er send inn. Fristen varer ut dagen, og ein frist som er flytta, blir rekna frå den nye dagen.",
    );
    let mut all: Meanings = vec![(told, meaning.into())];
    let is = |word| figures.owed.iter().any(|report| ReportWord::of(report) == word);
    if is(ReportWord::NotOwed) {
        let word = ReportWord::NotOwed;
        all.push((word.name(paper), word.meaning(paper).into()));
    }
    all
}
