//! The summary on the first page.

use crate::goals::goals;
use crate::paper::Paper;
use crate::words::{
    capital, count_against, count_in_words, large, money_against, none_or, number, one_or, tell,
};
use crate::{Audience, ScopeFigures, Step};
use documents::KeyFigure;
use reporting_deadlines::Verdict;

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
                    tell!(language, "innvilget av {budget}", "innvilga av {budget}")
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
            caption: paper.say("rapporter er levert", "rapportar er leverte").into(),
            against: match reporting.missing {
                0 => paper.say("ingen mangler etter fristen", "ingen manglar etter fristen").into(),
                late => {
                    tell!(language, "{late} mangler etter fristen", "{late} manglar etter fristen")
                }
            },
        },
    ];
    if let Some((reached, told)) = reached_of_told(figures) {
        keys.push(KeyFigure {
            figure: format!("{reached} av {told}"),
            caption: paper.say("vurderte mål er nådd", "vurderte mål er nådde").into(),
            against: String::new(),
        });
    }
    keys
}

/// How many of the targets that have been judged are reached; `None` where none has.
pub(super) fn reached_of_told(figures: &ScopeFigures) -> Option<(usize, usize)> {
    let goals = goals(figures.projects());
    let judged: usize = goals.iter().map(|goal| goal.told - goal.with(Verdict::NotAssessed)).sum();
    let reached = goals.iter().map(|goal| goal.with(Verdict::Reached)).sum();
    (judged > 0).then_some((reached, judged))
}

fn applications(paper: &Paper, figures: &ScopeFigures) -> String {
    let now = figures.totals();
    let refused: usize = figures.calls.iter().map(|call| call.refused).sum();
    let refused = none_or(refused, paper.language);
    let accepted = figures.projects().filter(|grant| grant.accepted_on.is_some()).count();
    let (came, projects) = (number(now.applications as u64), now.projects);
    let (applied, granted) = (now.applied, now.granted);
    let reversed = reversed(paper, figures);
    tell!(
        paper.language,
        "Det kom {came} {applications} som besto den formelle kontrollen, om til sammen {applied} kr. {projects} fikk tilskudd på til sammen {granted} kr, og {refused} fikk avslag.{reversed} {accepted} av {projects} mottakere har godtatt vilkårene.",
        "Det kom {came} {applications} som stod den formelle kontrollen, om til saman {applied} kr. {projects} fekk tilskot på til saman {granted} kr, og {refused} fekk avslag.{reversed} {accepted} av {projects} mottakarar har godteke vilkåra.",
        applications = one_or(now.applications, "søknad", "søknader"),
    )
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
    } else {
        let (late, missing) =
            (none_or(reporting.late, language), none_or(reporting.missing, language));
        let (delivered, missing) = (none_or(delivered, language), capital(&missing));
        let not_due = none_or(reporting.not_due, language);
        tell!(
            language,
            "Av {all} rapporter er {delivered} levert, {late} av dem etter fristen. {missing} mangler etter fristen, og {not_due} har frist senere.",
            "Av {all} rapportar er {delivered} leverte, {late} av dei etter fristen. {missing} manglar etter fristen, og {not_due} har frist seinare.",
        )
    };
    if let Some((reached, told)) = reached_of_told(figures) {
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
    Some(tell!(
        paper.language,
        "Året før, i {year}, var det {came_before} slike søknader (nå {came}), og {projects_before} prosjekter fikk {granted_before} kr (nå {projects} prosjekter og {granted} kr).",
        "Året før, i {year}, var det {came_before} slike søknader (no {came}), og {projects_before} prosjekt fekk {granted_before} kr (no {projects} prosjekt og {granted} kr).",
    ))
}
