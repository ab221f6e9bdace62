//! The summary on the first page.

use crate::goals::reached_of_judged;
use crate::paper::Paper;
use crate::words::{
    capital, count_against, count_in_words, large, money_against, none_or, number, one_or, say,
    tell,
};
use crate::{Audience, ScopeFigures, Step};
use documents::KeyFigure;
use vocabulary::Language;

pub(super) fn tell(paper: &mut Paper, figures: &ScopeFigures) {
    paper.heading(2, paper.say("Sammendrag", "Samandrag"));
    paper.key_figures(key_figures(paper, figures));
    paper.paragraph(applications(paper, figures));
    paper.paragraph(follow_up(paper, figures));
    if let Some(against) = against_the_year_before(paper, figures) {
        paper.paragraph(against);
    }
    let undecided: Vec<&str> =
        figures.undecided.iter().map(|(nb, nn)| paper.either(nb, nn)).collect();
    if !undecided.is_empty() {
        let names = crate::words::listed(&undecided);
        paper.paragraph(tell!(
            paper.language,
            "Ikke avgjort ennå, og derfor ikke med i tallene: {names}.",
            "Ikkje avgjort enno, og derfor ikkje med i tala: {names}.",
        ));
    }
    // Its numbers stand in the first table of the next section.
    super::money::chart(paper, figures);
}

fn key_figures(paper: &Paper, figures: &ScopeFigures) -> Vec<KeyFigure> {
    let language = paper.language;
    let now = figures.totals();
    let before = figures.year_before;
    let with = figures.counties.iter().filter(|county| county.projects > 0).count();
    let reporting = figures.reporting();
    let mut keys = vec![
        KeyFigure {
            figure: large(now.granted),
            caption: match figures.steps.iter().any(|one| one.step == Step::ToCalls) {
                true => {
                    let budget = large(figures.at(Step::ToCalls));
                    tell!(
                        language,
                        "innvilget av {budget} lyst ut",
                        "innvilga av {budget} lyste ut"
                    )
                }
                false => paper.say("innvilget", "innvilga").to_owned(),
            },
            against: money_against(now.granted, before.map(|(y, t)| (y, t.granted)), language),
        },
        KeyFigure {
            figure: number(now.projects as u64),
            caption: match figures.counties.len() {
                1 => one_or(now.projects, "prosjekt", paper.say("prosjekter", "prosjekt")).into(),
                _ => {
                    let counties = one_or(with, "fylke", paper.say("fylker", "fylke"));
                    tell!(
                        language,
                        "{projects} i {with} {counties}",
                        "{projects} i {with} {counties}",
                        projects =
                            one_or(now.projects, "prosjekt", paper.say("prosjekter", "prosjekt"),),
                    )
                }
            },
            against: count_against(now.projects, before.map(|(y, t)| (y, t.projects)), language),
        },
        KeyFigure {
            figure: format!("{} av {}", reporting.delivered(), reporting.all()),
            caption: reports_are_delivered(reporting.all(), language).into(),
            against: match reporting.missing {
                0 => paper.say("ingen mangler etter fristen", "ingen manglar etter fristen").into(),
                late => {
                    tell!(language, "{late} mangler etter fristen", "{late} manglar etter fristen")
                }
            } + &before
                .filter(|(_, totals)| totals.owed > 0)
                .map(|(year, totals)| {
                    let (delivered, owed) = (totals.delivered, totals.owed);
                    tell!(
                        language,
                        "; i {year}: {delivered} av {owed} levert",
                        "; i {year}: {delivered} av {owed} leverte",
                    )
                })
                .unwrap_or_default(),
        },
    ];
    if let Some((reached, told)) = reached_of_told(figures) {
        keys.push(KeyFigure {
            figure: format!("{reached} av {told}"),
            caption: paper.say("vurderte mål er nådd", "vurderte mål er nådde").into(),
            against: match (before, figures.goals_before) {
                (Some((year, _)), Some((reached, judged))) => tell!(
                    language,
                    "{reached} av {judged} i {year}",
                    "{reached} av {judged} i {year}",
                ),
                _ => String::new(),
            },
        });
    }
    keys
}

/// `rapporter er levert`, of so many.
pub(super) const fn reports_are_delivered(all: usize, language: Language) -> &'static str {
    let many = say(language, "rapporter er levert", "rapportar er leverte");
    one_or(all, "rapport er levert", many)
}

/// How many of the targets that have been judged are reached; `None` where none has.
pub(super) fn reached_of_told(figures: &ScopeFigures) -> Option<(usize, usize)> {
    reached_of_judged(figures.projects().flat_map(|grant| &grant.targets))
}

fn applications(paper: &Paper, figures: &ScopeFigures) -> String {
    let now = figures.totals();
    let refused: usize = figures.calls.iter().map(|call| call.refused).sum();
    let accepted = figures.projects().filter(|grant| grant.accepted_on.is_some()).count();
    let (came, projects) = (number(now.applications as u64), now.projects);
    let (applied, granted) = (now.applied, now.granted);
    let reversed = reversed(paper, figures);
    let (funded, refused) = funded_and_refused(projects, refused, paper.language);
    // Of grants, not of recipients: one may have several.
    let terms = match projects {
        0 => String::new(),
        _ => tell!(
            paper.language,
            " Vilkårene er godtatt for {accepted} av {projects} tilskudd.",
            " Vilkåra er godtekne for {accepted} av {projects} tilskot.",
        ),
    };
    tell!(
        paper.language,
        "Det kom {came} {applications} som besto den formelle kontrollen, om til sammen {applied} kr. {funded} fikk tilskudd på til sammen {granted} kr, og {refused} fikk avslag.{reversed}{terms}",
        "Det kom {came} {applications} som oppfylte dei formelle krava, om til saman {applied} kr. {funded} fekk tilskot på til saman {granted} kr, og {refused} fekk avslag.{reversed}{terms}",
        applications = one_or(now.applications, "søknad", "søknader"),
    )
}

/// How many applications were funded, as a sentence begins, and how many refused: both written out, or,
/// where one is large, both in figures.
fn funded_and_refused(funded: usize, refused: usize, language: Language) -> (String, String) {
    let in_figures = funded.max(refused) > 12;
    let count = |count: usize| match count {
        1 if !in_figures => say(language, "Én", "Éin").to_owned(),
        0 => say(language, "Ingen", "Ingen").to_owned(),
        _ if in_figures => number(count as u64),
        _ => count_in_words(count, language),
    };
    (count(funded), count(refused).to_lowercase())
}

/// How many awards were reversed, in a sentence; nothing where none was.
fn reversed(paper: &Paper, figures: &ScopeFigures) -> String {
    let reversed = figures.grants.iter().filter(|grant| grant.reversed.is_some()).count();
    let count = count_in_words(reversed, paper.language);
    match reversed {
        0 => String::new(),
        1 => tell!(paper.language, " {count} vedtak er omgjort.", " {count} vedtak er gjort om."),
        _ => tell!(paper.language, " {count} vedtak er omgjort.", " {count} vedtak er gjorde om."),
    }
}

fn follow_up(paper: &Paper, figures: &ScopeFigures) -> String {
    let language = paper.language;
    let reporting = figures.reporting();
    let (delivered, all) = (reporting.delivered(), reporting.all());
    let mut text = if all == 0 {
        paper.say("Ingen rapporter er pålagt.", "Ingen rapportar er pålagde.").to_owned()
    } else if all == 1 {
        match (reporting.in_time, reporting.late, reporting.missing) {
            (1, ..) => paper.say(
                "Den eneste rapporten er levert i tide.",
                "Den einaste rapporten er levert i tide.",
            ),
            (_, 1, _) => paper.say(
                "Den eneste rapporten er levert, men etter fristen.",
                "Den einaste rapporten er levert, men etter fristen.",
            ),
            (.., 1) => paper.say(
                "Den eneste rapporten mangler etter fristen.",
                "Den einaste rapporten manglar etter fristen.",
            ),
            _ => paper.say(
                "Den eneste rapporten har frist senere.",
                "Den einaste rapporten har frist seinare.",
            ),
        }
        .to_owned()
    } else {
        let (late, missing) =
            (none_or(reporting.late, language), none_or(reporting.missing, language));
        let late = match delivered {
            0 => String::new(),
            _ => tell!(language, ", {late} av dem etter fristen", ", {late} av dei etter fristen"),
        };
        let delivered_are = one_or(delivered, "levert", say(language, "levert", "leverte"));
        let (delivered, missing) = (none_or(delivered, language), capital(&missing));
        let not_due = none_or(reporting.not_due, language);
        tell!(
            language,
            "Av {all} rapporter er {delivered} {delivered_are}{late}. {missing} mangler etter fristen, og {not_due} har frist senere.",
            "Av {all} rapportar er {delivered} {delivered_are}{late}. {missing} manglar etter fristen, og {not_due} har frist seinare.",
        )
    };
    if let Some((reached, told)) = reached_of_told(figures) {
        let reached = none_or(reached, language);
        text += &match figures.audience {
            Audience::Internal => tell!(
                language,
                " Mottakerne har vurdert {told} mål og nådd {reached} av dem.",
                " Mottakarane har vurdert {told} mål og nådd {reached} av dei.",
            ),
            // Targets of few persons are left out, so there may be more.
            Audience::Public => tell!(
                language,
                " Av målene som vises her, har mottakerne vurdert {told} og nådd {reached}.",
                " Av måla som er viste her, har mottakarane vurdert {told} og nådd {reached}.",
            ),
        };
    }
    text
}

fn against_the_year_before(paper: &Paper, figures: &ScopeFigures) -> Option<String> {
    let (year, before) = figures.year_before?;
    let now = figures.totals();
    let (came, came_before) = (now.applications, before.applications);
    let (granted, granted_before) = (now.granted, before.granted);
    let (projects, projects_before) = (now.projects, before.projects);
    let (paid, paid_before) = (now.paid, before.paid);
    // Where no payment is entered for one of the years, there is nothing to hold the other against.
    let of_it = match paid_before.is_positive() && figures.knows_payments() {
        true => tell!(
            paper.language,
            " {paid_before} kr av det fra {year} er utbetalt (nå {paid} kr).",
            " {paid_before} kr av det frå {year} er utbetalt (no {paid} kr).",
        ),
        false => String::new(),
    };
    Some(tell!(
        paper.language,
        "Året før, i {year}, var det {came_before} slike søknader (nå {came}), og {projects_before} prosjekter fikk {granted_before} kr (nå {projects} prosjekter og {granted} kr).{of_it}",
        "Året før, i {year}, var det {came_before} slike søknader (no {came}), og {projects_before} prosjekt fekk {granted_before} kr (no {projects} prosjekt og {granted} kr).{of_it}",
    ))
}
