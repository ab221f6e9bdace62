//! What the words of a report mean: of the steps of the money, of the states of reports, targets,
//! grants and instalments, and of the counts of participants. A new state does not compile without one.

use crate::paper::Paper;
use crate::{ReportLine, ReportStanding, Step};
use documents::{Piece, Rich};
use reporting_deadlines::Verdict;
use vocabulary::Day;

/// Where a report stands, as it is told in tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReportWord {
    /// Delivered in time.
    InTime,
    /// Delivered after its day.
    Late,
    /// Not delivered, and its day is over.
    Missing,
    /// Not delivered, and its day is not over.
    NotDue,
    /// Not owed any more.
    NotOwed,
}

impl ReportWord {
    /// Those that are counted, in the order of the tables.
    pub(crate) const COUNTED: [ReportWord; 4] =
        [ReportWord::InTime, ReportWord::Late, ReportWord::Missing, ReportWord::NotDue];

    /// The word of a report.
    pub(crate) fn of(report: &ReportLine) -> ReportWord {
        match report.standing {
            ReportStanding::Delivered(on) if on > report.due_on => ReportWord::Late,
            ReportStanding::Delivered(_) => ReportWord::InTime,
            ReportStanding::Missing => ReportWord::Missing,
            ReportStanding::NotDue => ReportWord::NotDue,
            ReportStanding::NotOwed => ReportWord::NotOwed,
        }
    }

    /// What it is called.
    pub(crate) const fn name(self, paper: &Paper) -> &'static str {
        match self {
            ReportWord::InTime => paper.say("levert i tide", "levert i tide"),
            ReportWord::Late => paper.say("levert for sent", "levert for seint"),
            ReportWord::Missing => paper.say("mangler", "manglar"),
            ReportWord::NotDue => paper.say("ikke forfalt", "ikkje forfallen"),
            ReportWord::NotOwed => paper.say("kreves ikke", "blir ikkje kravd"),
        }
    }

    /// What it means.
    pub(crate) const fn meaning(self, paper: &Paper) -> &'static str {
        match self {
            ReportWord::InTime => paper.say(
                "Mottakeren sendte inn rapporten senest den dagen fristen var. Fristen varer ut dagen. En frist som er flyttet, regnes fra den nye dagen.",
                "Mottakaren sende inn rapporten seinast den dagen fristen var. Fristen varer ut dagen. Ein frist som er flytta, blir rekna frå den nye dagen.",
            ),
            ReportWord::Late => paper.say(
                "Rapporten ble sendt inn etter den dagen fristen var.",
                "Rapporten vart send inn etter den dagen fristen var.",
            ),
            ReportWord::Missing => paper.say(
                "Rapporten er ikke sendt inn, og fristen er ute.",
                "Rapporten er ikkje send inn, og fristen er ute.",
            ),
            ReportWord::NotDue => paper.say(
                "Rapporten er ikke sendt inn, og fristen er ikke ute.",
                "Rapporten er ikkje send inn, og fristen er ikkje ute.",
            ),
            ReportWord::NotOwed => paper.say(
                "Tilskuddet har ingen rapport å levere, eller den er frafalt. Slike rapporter er ikke med i tallene.",
                "Tilskotet har ingen rapport å levere, eller han er fråfallen. Slike rapportar er ikkje med i tala.",
            ),
        }
    }
}

/// What a step of the way of the money counts.
pub(crate) fn step(paper: &Paper, step: Step, one_county: bool) -> Rich {
    match step {
        Step::Appropriated => Rich(vec![
            Piece::from(paper.say(
                "Det Stortinget har gitt på kapittel og post, med det som er overført fra tidligere år.",
                "Det Stortinget har gitt på kapittel og post, med det som er overført frå tidlegare år.",
            ))
            .noted(paper.say(
                "Bevilgningsreglementet (26. mai 2005) § 5: det som har stikkordet «kan overføres», kan brukes i de to neste budsjettårene.",
                "Løyvingsreglementet (26. mai 2005) § 5: det som har stikkordet «kan overførast», kan brukast i dei to neste budsjettåra.",
            )),
        ]),
        Step::ToSchemes => paper
            .say(
                "Summen av rammene til ordningene som utlysningene hører til.",
                "Summen av rammene til ordningane som utlysingane høyrer til.",
            )
            .into(),
        Step::ToCalls => paper
            .say(
                "Rammen som utlysningene hadde å dele ut.",
                "Ramma som utlysingane hadde å dele ut.",
            )
            .into(),
        Step::ToCounties if one_county => paper
            .say(
                "Summen av rammene til fylket i utlysningene.",
                "Summen av rammene til fylket i utlysingane.",
            )
            .into(),
        Step::ToCounties => paper
            .say(
                "Summen av rammene til fylkene i utlysningene.",
                "Summen av rammene til fylka i utlysingane.",
            )
            .into(),
        Step::Granted => paper
            .say(
                "Det som er satt av til tilskuddet i regnskapet over rammene. Av et vedtak som er omgjort, er bare det som var utbetalt, med.",
                "Det som er sett av til tilskotet i rekneskapen over rammene. Av eit vedtak som er gjort om, er berre det som var utbetalt, med.",
            )
            .into(),
        Step::Paid => paper
            .say(
                "Det som er ført som utbetalt av tilskuddet.",
                "Det som er ført som utbetalt av tilskotet.",
            )
            .into(),
        Step::Returned => paper
            .say(
                "Det av det utbetalte som er ført som betalt tilbake.",
                "Det av det utbetalte som er ført som betalt tilbake.",
            )
            .into(),
    }
}

/// What a verdict on a target means. All are the recipient's own.
pub(crate) const fn verdict(paper: &Paper, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reached => paper.say(
            "Mottakeren har vurdert at målet er nådd, i den siste rapporten som svarer på målet.",
            "Mottakaren har vurdert at målet er nådd, i den siste rapporten som svarer på målet.",
        ),
        Verdict::Partly => paper.say(
            "Mottakeren har vurdert at noe av målet er nådd. Det regnes ikke som nådd.",
            "Mottakaren har vurdert at noko av målet er nådd. Det blir ikkje rekna som nådd.",
        ),
        Verdict::NotReached => paper.say(
            "Mottakeren har vurdert at målet ikke er nådd.",
            "Mottakaren har vurdert at målet ikkje er nådd.",
        ),
        Verdict::NotPrioritised => paper.say(
            "Mottakeren har lagt målet til side. Det er også en vurdering.",
            "Mottakaren har lagt målet til side. Det er òg ei vurdering.",
        ),
        Verdict::NotAssessed => paper.say(
            "En rapport har svart på målet uten å vurdere det.",
            "Ein rapport har svart på målet utan å vurdere det.",
        ),
    }
}

/// The word for a target that no report has answered, and what it means. `counted` is of tables where
/// answers without a verdict are counted with it.
pub(crate) const fn not_told(paper: &Paper, counted: bool) -> (&'static str, &'static str) {
    let meaning = if counted {
        paper.say(
            "Ingen rapport har svart på målet. I tabeller som teller mål, er også de med som er besvart uten vurdering.",
            "Ingen rapport har svart på målet. I tabellar som tel mål, er òg dei med som er svart på utan vurdering.",
        )
    } else {
        paper.say("Ingen rapport har svart på målet.", "Ingen rapport har svart på målet.")
    };
    (paper.say("ikke meldt", "ikkje meldt"), meaning)
}

/// What it means where a grant stands, by the word of its state: what it is called, and what that means.
/// `None` of a word that is not known.
pub(crate) fn grant_state(paper: &Paper, state: &str) -> Option<(&'static str, &'static str)> {
    Some(match state {
        "awarded" => (
            paper.say("Vilkårene ikke godtatt", "Vilkåra ikkje godtekne"),
            paper.say(
                "Tilskuddet er innvilget, og mottakeren hadde ikke godtatt vilkårene.",
                "Tilskotet er innvilga, og mottakaren hadde ikkje godteke vilkåra.",
            ),
        ),
        "active" => (
            paper.say("Vilkårene godtatt", "Vilkåra godtekne"),
            paper.say(
                "Mottakeren har godtatt vilkårene, og tilskuddet løper.",
                "Mottakaren har godteke vilkåra, og tilskotet løper.",
            ),
        ),
        "closed" => (
            paper.say("Avsluttet", "Avslutta"),
            paper.say("Alt i tilskuddet er gjort opp.", "Alt i tilskotet er gjort opp."),
        ),
        "lapsed" => (
            paper.say("Bortfalt", "Bortfalle"),
            paper.say(
                "Vilkårene ble ikke godtatt i tide, og pengene er ledige igjen.",
                "Vilkåra vart ikkje godtekne i tide, og pengane er ledige igjen.",
            ),
        ),
        "reversed" => (
            paper.say("Omgjort", "Gjort om"),
            paper.say(
                "Vedtaket er tatt tilbake ved et nytt vedtak. Mer blir ikke utbetalt.",
                "Vedtaket er teke tilbake ved eit nytt vedtak. Meir blir ikkje utbetalt.",
            ),
        ),
        _ => return None,
    })
}

/// What it means where an instalment stands, by the word of its state: what it is called, and what that
/// means. `None` of a word that is not known.
pub(crate) fn instalment_state(paper: &Paper, state: &str) -> Option<(&'static str, &'static str)> {
    Some(match state {
        "scheduled" => (
            paper.say("planlagt", "planlagd"),
            paper.say(
                "Terminen er etter planen og ikke ført som utbetalt.",
                "Terminen er etter planen og ikkje ført som utbetalt.",
            ),
        ),
        "paid" => (
            paper.say("utbetalt", "utbetalt"),
            paper.say("Terminen er ført som utbetalt.", "Terminen er ført som utbetalt."),
        ),
        "stopped" => (
            paper.say("stanset", "stansa"),
            paper.say("Terminen blir ikke utbetalt.", "Terminen blir ikkje utbetalt."),
        ),
        _ => return None,
    })
}

/// What the counts of participants are, in the order of the funnel.
pub(crate) const fn counts(paper: &Paper) -> [&'static str; 5] {
    [
        paper.say("Har vært til informasjonssamtale.", "Har vore til informasjonssamtale."),
        paper.say("Har begynt i prosjektet.", "Har byrja i prosjektet."),
        paper.say("Har begynt og er ikke med lenger.", "Har byrja og er ikkje med lenger."),
        paper.say("Har begynt og er med fortsatt.", "Har byrja og er med framleis."),
        paper.say(
            "Er i ordinært arbeid, enten de har sluttet for det eller ikke.",
            "Er i ordinært arbeid, anten dei har slutta for det eller ikkje.",
        ),
    ]
}

/// What participants are, whatever is counted of them.
pub(crate) const fn participants(paper: &Paper) -> &'static str {
    paper.say(
        "Antall personer, aldri hvem, etter den siste rapporten med deltakertall. Sluttet og aktive skal til sammen være startet; der det ikke går opp, skal mottakeren forklare det.",
        "Talet på personar, aldri kven, etter den siste rapporten med deltakartal. Slutta og aktive skal til saman vere starta; der det ikkje går opp, skal mottakaren forklare det.",
    )
}

/// Of when the figures of a report are: when the day was over, or, where it was not, the moment.
pub(crate) fn of_when(
    paper: &Paper,
    as_of: Day,
    told_at: Option<chrono::DateTime<chrono::Utc>>,
) -> String {
    let language = paper.language;
    let day = crate::words::day_or_moment(as_of, told_at, language);
    match told_at {
        None => crate::words::tell!(
            language,
            "Alle tall er slik de sto da {day} var over. Det som er ført senere, er ikke med.",
            "Alle tal er slik dei stod då {day} var over. Det som er ført seinare, er ikkje med.",
        ),
        Some(_) => crate::words::tell!(
            language,
            "Alle tall er slik de sto {day}, da de ble hentet inn. Dagen var ikke over, så resten av den er ikke med.",
            "Alle tal er slik dei stod {day}, då dei vart henta inn. Dagen var ikkje over, så resten av han er ikkje med.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use funding_periods::{GrantState, InstalmentState};
    use vocabulary::Language;

    #[test]
    fn every_state_of_a_grant_and_of_an_instalment_has_a_meaning() {
        let at = Day::new(2012, 5, 1).expect("a day").at_hour(12, 0);
        let by = || "Kari".to_owned();
        // A new state does not compile here before it has a meaning.
        let word = |state: &GrantState| match state {
            GrantState::Awarded
            | GrantState::Active { .. }
            | GrantState::Lapsed
            | GrantState::Closed { .. }
            | GrantState::Reversed { .. } => state.word(),
        };
        let instalment = |state: InstalmentState| match state {
            InstalmentState::Scheduled | InstalmentState::Paid(_) | InstalmentState::Stopped => {
                state.word()
            }
        };
        for language in [Language::Bokmal, Language::Nynorsk] {
            let paper = Paper::new(language);
            for state in [
                GrantState::Awarded,
                GrantState::Active { accepted_at: at, accepted_by: by() },
                GrantState::Lapsed,
                GrantState::Closed { accepted_at: at, accepted_by: by() },
                GrantState::Reversed { accepted: None, at, by: by() },
            ] {
                assert!(grant_state(&paper, word(&state)).is_some(), "{state:?}");
            }
            for state in [
                InstalmentState::Scheduled,
                InstalmentState::Paid(Day::at(at)),
                InstalmentState::Stopped,
            ] {
                assert!(instalment_state(&paper, instalment(state)).is_some(), "{state:?}");
            }
        }
    }
}
