//! Goal attainment by indicator, and the participants.

use super::summary::reached_of_told;
use crate::definitions::not_told;
use crate::goals::{GoalLine, goals};
use crate::paper::{Paper, Sheet, figures as amounts, words};
use crate::words::{none_or, number, one_or, tell};
use crate::{Audience, Counts, ScopeFigures};
use documents::{Bar, Drawing, HeadGroup, Part, Row, Share, StackedBar};
use reporting_deadlines::{Direction, Verdict};

pub(super) fn tell(paper: &mut Paper, figures: &ScopeFigures) {
    let goals = goals(figures.projects());
    if goals.iter().any(|goal| goal.told > 0) {
        paper.heading(2, paper.say("Måloppnåelse", "Måloppnåing"));
        verdicts(paper, figures, &goals);
        results(paper, &goals);
        super::by_county::tell(paper, figures);
    }
    participants(paper, figures);
}

/// What a verdict is called.
pub(crate) fn verdict_name(paper: &Paper, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reached => paper.say("nådd", "nådd"),
        Verdict::Partly => paper.say("delvis nådd", "delvis nådd"),
        Verdict::NotReached => paper.say("ikke nådd", "ikkje nådd"),
        Verdict::NotPrioritised => paper.say("ikke prioritert", "ikkje prioritert"),
        Verdict::NotAssessed => paper.say("ikke vurdert", "ikkje vurdert"),
    }
}

/// How much is wanted, in words.
pub(crate) fn wanted_in_words(
    paper: &Paper,
    value: i64,
    direction: Direction,
    unit: &str,
) -> String {
    let least = match direction {
        Direction::Exactly => "",
        Direction::AtLeast => paper.say("minst ", "minst "),
        Direction::AtMost => paper.say("høyst ", "høgst "),
    };
    format!("{least}{} {unit}", number(value)).trim().to_owned()
}

fn verdicts(paper: &mut Paper, figures: &ScopeFigures, goals: &[GoalLine]) {
    let language = paper.language;
    let Some((reached, told)) = reached_of_told(figures) else { return };
    let projects = figures.projects().count();
    let answered = figures
        .projects()
        .filter(|grant| grant.targets.iter().any(|target| target.result.is_some()))
        .count();
    let shown = match figures.audience {
        Audience::Internal => "",
        // Targets of few persons are left out, so there may be more.
        Audience::Public => paper.say(" på målene som vises her", " på måla som er viste her"),
    };
    let are_reached = one_or(reached, "nådd", paper.say("nådd", "nådde"));
    let how_many = none_or(reached, language);
    paper.paragraph(tell!(
        language,
        "{answered} av {projects} {which} har meldt resultater{shown}. Av {told} mål som mottakerne har vurdert selv, er {how_many} {are_reached}.",
        "{answered} av {projects} {which} har meldt resultat{shown}. Av {told} mål som mottakarane har vurdert sjølve, er {how_many} {are_reached}.",
        which = one_or(projects, "prosjekt", paper.say("prosjekter", "prosjekt")),
    ));
    let parts = [
        (verdict_name(paper, Verdict::Reached), false),
        (verdict_name(paper, Verdict::Partly), false),
        (verdict_name(paper, Verdict::NotReached), true),
        (verdict_name(paper, Verdict::NotPrioritised), false),
        (not_told(paper, true).0, false),
    ];
    let counts = |goal: &GoalLine| {
        [
            goal.with(Verdict::Reached),
            goal.with(Verdict::Partly),
            goal.with(Verdict::NotReached),
            goal.with(Verdict::NotPrioritised),
            goal.grants - goal.told + goal.with(Verdict::NotAssessed),
        ]
    };
    let bars = goals
        .iter()
        .map(|goal| StackedBar {
            name: goal.what.clone(),
            shares: counts(goal)
                .map(|count| Share { value: count as i64, label: number(count as u64) })
                .to_vec(),
        })
        .collect();
    let drawn = parts
        .iter()
        .map(|(name, stressed)| Part { name: (*name).to_owned(), stressed: *stressed })
        .collect();
    let table = paper.next_table();
    let finding = tell!(
        language,
        "{reached} av {told} vurderte mål er nådd (antall prosjekter)",
        "{reached} av {told} vurderte mål er nådde (talet på prosjekt)",
    );
    let alt = tell!(
        language,
        "Én stolpe for hvert mål, delt etter hvor mange prosjekter som har nådd det. Alle verdiene står i {table}.",
        "Éin stolpe for kvart mål, delt etter kor mange prosjekt som har nådd det. Alle verdiane står i {table}.",
    );
    paper.chart(&finding, alt, Drawing::Stacked { parts: drawn, bars }, table);
    let mut columns = vec![
        words(paper.say("Mål", "Mål"), 3.2),
        amounts(paper.say("Prosjekter", "Prosjekt"), 1.2),
    ];
    columns.extend(parts.map(|(name, _)| amounts(crate::words::capital(name), 1.0)));
    let rows = goals
        .iter()
        .map(|goal| {
            let mut cells = vec![goal.what.clone(), number(goal.grants as u64)];
            cells.extend(counts(goal).map(|count| number(count as u64)));
            Row::data(cells)
        })
        .collect();
    let groups = vec![
        HeadGroup { head: String::new(), columns: 2 },
        HeadGroup {
            head: paper.say("Mottakernes egen vurdering", "Mottakarane si eiga vurdering").into(),
            columns: parts.len(),
        },
    ];
    let caption = paper.say("Mål og måloppnåelse", "Mål og måloppnåing").into();
    paper.table(Sheet { caption, groups, columns, rows, total: None });
}

/// The counted results of the goals, where any are told.
fn results(paper: &mut Paper, goals: &[GoalLine]) {
    let counted: Vec<&GoalLine> = goals.iter().filter(|goal| !goal.results.is_empty()).collect();
    if counted.is_empty() {
        return;
    }
    let or_dash = |value: Option<i64>| value.map_or("–".to_owned(), number);
    let rows = counted
        .into_iter()
        .map(|goal| {
            let wanted = goal.wanted.map_or("–".to_owned(), |(value, direction)| {
                wanted_in_words(paper, value, direction, &goal.unit)
            });
            Row::data([
                goal.what.clone(),
                wanted,
                number(goal.results.len() as u64),
                or_dash(goal.results.first().copied()),
                or_dash(goal.median()),
                or_dash(goal.results.last().copied()),
                or_dash(goal.sum()),
            ])
        })
        .collect();
    paper.table(Sheet {
        caption: paper.say("Resultatene i tall", "Resultata i tal").into(),
        groups: vec![
            HeadGroup { head: String::new(), columns: 3 },
            HeadGroup { head: paper.say("Oppnådd", "Oppnådd").into(), columns: 4 },
        ],
        columns: vec![
            words(paper.say("Mål", "Mål"), 3.0),
            words(paper.say("Ønsket hos hvert prosjekt", "Ønskt hos kvart prosjekt"), 2.0),
            amounts(paper.say("Svar", "Svar"), 0.8),
            amounts(paper.say("Lavest", "Lågast"), 0.9),
            amounts(paper.say("Median", "Median"), 0.9),
            amounts(paper.say("Høyest", "Høgast"), 0.9),
            amounts("Sum", 0.8),
        ],
        rows,
        total: None,
    });
}

/// The participants of all projects; as a funnel where every step of it may be told.
fn participants(paper: &mut Paper, figures: &ScopeFigures) {
    let language = paper.language;
    let Some(counts) = figures.participants else { return };
    paper.heading(2, paper.say("Deltakerne", "Deltakarane"));
    let told = figures.projects().filter(|grant| grant.participants.is_some()).count();
    let projects = figures.projects().count();
    let mut text = tell!(
        language,
        "{told} av {projects} {which} har meldt deltakertall.",
        "{told} av {projects} {which} har meldt deltakartal.",
        which = one_or(projects, "prosjekt", paper.say("prosjekter", "prosjekt")),
    );
    let names = [
        paper.say("har vært til informasjonssamtale", "har vore til informasjonssamtale"),
        paper.say("har startet", "har starta"),
        paper.say("har sluttet", "har slutta"),
        paper.say("er aktive", "er aktive"),
        paper.say("er i ordinært arbeid", "er i ordinært arbeid"),
    ];
    let shown: Vec<String> = counts
        .all()
        .into_iter()
        .zip(names)
        .filter_map(|(count, name)| Some(format!("{} {name}", number(count?))))
        .collect();
    if !shown.is_empty() {
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        let list = crate::words::listed(&shown);
        text += &tell!(language, " Til sammen {list}.", " Til saman {list}.");
    }
    paper.paragraph(text);
    let (Some(informed), Some(started), Some(active)) =
        (counts.informed, counts.started, counts.active)
    else {
        participants_table(paper, figures);
        return;
    };
    let step = |name: &str, count: u32| Bar {
        name: name.to_owned(),
        value: count.into(),
        label: number(count),
    };
    let steps = vec![
        step(paper.say("Informasjonssamtaler", "Informasjonssamtalar"), informed),
        step(paper.say("Startet", "Starta"), started),
        step(paper.say("Aktive", "Aktive"), active),
    ];
    let finding = tell!(
        language,
        "{started} av {informed} informerte har startet, og {active} er aktive",
        "{started} av {informed} informerte har starta, og {active} er aktive",
    );
    let table = paper.next_table();
    let alt = tell!(
        language,
        "Trakt over deltakere: {informed} informasjonssamtaler, {started} startet, {active} aktive. Alle verdiene står i {table}.",
        "Trakt over deltakarar: {informed} informasjonssamtalar, {started} starta, {active} aktive. Alle verdiane står i {table}.",
    );
    paper.chart(&finding, alt, Drawing::Funnel(steps), table);
    participants_table(paper, figures);
}

/// What stands in place of a count that is not told.
pub(crate) const HIDDEN: &str = ":";

/// What the sign for a hidden count means.
pub(crate) fn hidden_note(paper: &Paper) -> String {
    paper
        .say(
            "Tegnet : står der et antall personer ikke vises, fordi det er under 5 eller fordi et antall under 5 kunne regnes ut fra det.",
            "Teiknet : står der eit tal på personar ikkje blir vist, fordi det er under 5 eller fordi eit tal under 5 kunne reknast ut frå det.",
        )
        .to_owned()
}

/// What the counts of participants are called in tables, in the order of the funnel.
pub(super) const fn count_names(paper: &Paper) -> [&'static str; 5] {
    [
        paper.say("Informert", "Informerte"),
        paper.say("Startet", "Starta"),
        paper.say("Sluttet", "Slutta"),
        paper.say("Aktive", "Aktive"),
        paper.say("I arbeid", "I arbeid"),
    ]
}

fn participants_table(paper: &mut Paper, figures: &ScopeFigures) {
    let [informed, started, departed, active, in_work] = count_names(paper);
    let cell = |count: Option<u32>| count.map_or(HIDDEN.to_owned(), number);
    let rows = figures
        .projects()
        .filter_map(|grant| {
            let (on, counts) = grant.participants.as_ref()?;
            let mut cells = vec![grant.reference.clone(), grant.organisation.clone(), on.short()];
            cells.extend(counts.all().map(cell));
            Some(Row::data(cells))
        })
        .collect();
    let total = figures.participants.map(|counts| {
        let mut cells = vec!["Sum".to_owned(), String::new(), String::new()];
        cells.extend(counts.all().map(cell));
        crate::paper::cells(cells)
    });
    // Before the table, so that it never stands alone on the page behind it.
    let of_projects = figures.projects().filter_map(|grant| grant.participants.as_ref());
    let all = of_projects.map(|(_, counts)| counts).chain(&figures.participants);
    if all.flat_map(Counts::all).any(|count| count.is_none()) {
        paper.small(hidden_note(paper));
    }
    paper.table(Sheet {
        caption: paper.say("Deltakere etter prosjekt", "Deltakarar etter prosjekt").into(),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Sak", "Sak"), 1.8),
            words(paper.say("Mottaker", "Mottakar"), 2.0),
            words(paper.say("Per dato", "Per dato"), 1.4),
            amounts(informed, 1.1),
            amounts(started, 1.0),
            amounts(departed, 1.0),
            amounts(active, 1.0),
            amounts(in_work, 1.0),
        ],
        rows,
        total,
    });
}
