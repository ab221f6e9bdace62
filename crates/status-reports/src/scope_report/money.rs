//! The money, from what parliament gave to what came back.

use crate::paper::{Paper, Sheet, cells, figures as amounts, words};
use crate::words::{large, number, percent, tell};
use crate::{Scope, ScopeFigures, Step};
use documents::{Bar, BudgetBar, Drawing, Rich, Row, Share};
use vocabulary::Money;

pub(super) fn tell(paper: &mut Paper, figures: &ScopeFigures) {
    let language = paper.language;
    paper.heading(2, paper.say("Fra bevilgning til utbetaling", "Frå løyving til utbetaling"));
    let granted = figures.at(Step::Granted);
    let top = figures.steps.first();
    if let Some(top) = top {
        let (of, what) = (top.amount, small(step_name(paper, figures, top.step)));
        let share = percent(granted.ore(), of.ore());
        paper.paragraph(tell!(
            language,
            "{granted} kr er innvilget. Det er {share} av {of} kr ({what}).",
            "{granted} kr er innvilga. Det er {share} av {of} kr ({what}).",
        ));
    }
    if figures.knows_payments() {
        let (paid, returned) = (figures.at(Step::Paid), figures.at(Step::Returned));
        let share = percent(paid.ore(), granted.ore());
        paper.paragraph(tell!(
            language,
            "{paid} kr er utbetalt, {share} av det som er innvilget. {returned} kr er betalt tilbake.",
            "{paid} kr er utbetalt, {share} av det som er innvilga. {returned} kr er betalt tilbake.",
        ));
    } else {
        let day = figures.as_of.in_words(language);
        paper.paragraph(tell!(
            language,
            "Det er ikke ført noen utbetaling per {day}.",
            "Det er ikkje ført nokon utbetaling per {day}.",
        ));
    }
    steps(paper, figures);
    calls(paper, figures);
    used(paper, figures);
    unused(paper, figures);
}

/// A name within a sentence: only its first letter becomes small.
fn small(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// What a step is called.
pub(super) fn step_name(paper: &Paper, figures: &ScopeFigures, step: Step) -> &'static str {
    let one_county = matches!(figures.covers.scope, Scope::County { .. });
    match step {
        Step::Appropriated => paper.say("Bevilget av Stortinget", "Løyvd av Stortinget"),
        Step::ToSchemes => paper.say("Fordelt til ordningene", "Fordelt til ordningane"),
        Step::ToCalls => paper.say("Lyst ut", "Lyst ut"),
        Step::ToCounties if one_county => paper.say("Fordelt til fylket", "Fordelt til fylket"),
        Step::ToCounties => paper.say("Fordelt til fylker", "Fordelt til fylke"),
        Step::Granted => paper.say("Innvilget", "Innvilga"),
        Step::Paid => paper.say("Utbetalt", "Utbetalt"),
        Step::Returned => paper.say("Betalt tilbake", "Betalt tilbake"),
    }
}

/// The steps as bars.
pub(super) fn chart(paper: &mut Paper, figures: &ScopeFigures) {
    let language = paper.language;
    let bars: Vec<Bar> = figures
        .steps
        .iter()
        .filter(|one| one.amount.is_positive())
        .map(|one| Bar {
            name: step_name(paper, figures, one.step).to_owned(),
            value: one.amount.ore(),
            label: one.amount.to_string(),
        })
        .collect();
    let (Some(first), true) = (figures.steps.first(), bars.len() > 1) else { return };
    let (granted, of) = (large(figures.at(Step::Granted)), large(first.amount));
    let finding = tell!(
        language,
        "{granted} av {of} er innvilget (kr)",
        "{granted} av {of} er innvilga (kr)",
    );
    let table = paper.next_table();
    let list: Vec<String> =
        bars.iter().map(|bar| format!("{} {}\u{a0}kr", small(&bar.name), bar.label)).collect();
    let list = list.join(", ");
    let alt = tell!(
        language,
        "Liggende stolper over veien pengene går: {list}. Alle verdiene står i {table}.",
        "Liggjande stolpar over vegen pengane går: {list}. Alle verdiane står i {table}.",
    );
    paper.chart(&finding, alt, Drawing::Bars(bars), table);
}

fn steps(paper: &mut Paper, figures: &ScopeFigures) {
    let mut before: Option<Money> = None;
    let mut rows = Vec::new();
    for one in &figures.steps {
        // Of nothing there is no share.
        let of = before.filter(|of| of.is_positive());
        let share = of.map_or("–".to_owned(), |of| percent(one.amount.ore(), of.ore()));
        before = Some(one.amount);
        rows.push(Row::data([
            step_name(paper, figures, one.step).to_owned(),
            one.amount.to_string(),
            share,
        ]));
    }
    paper.table(Sheet {
        caption: paper.say("Veien pengene går", "Vegen pengane går").into(),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Trinn", "Trinn"), 3.0),
            amounts(paper.say("Beløp (kr)", "Beløp (kr)"), 2.0),
            amounts(paper.say("Av trinnet før", "Av trinnet før"), 1.6),
        ],
        rows,
        total: None,
    });
}

/// The calls beside each other, where there are several.
fn calls(paper: &mut Paper, figures: &ScopeFigures) {
    if figures.calls.len() < 2 {
        return;
    }
    let granted = |slug: &str| {
        let own = || figures.projects().filter(|grant| grant.call == slug);
        (own().count(), own().map(|grant| grant.holds).sum::<Money>())
    };
    let rows = figures
        .calls
        .iter()
        .map(|call| {
            let (projects, money) = granted(&call.slug);
            Row::data([
                Rich(vec![paper.either_marked(&call.title, &call.title_nn)]),
                number(call.applications as u64).into(),
                call.applied.to_string().into(),
                number(projects as u64).into(),
                money.to_string().into(),
                number(call.refused as u64).into(),
            ])
        })
        .collect();
    let totals = figures.totals();
    let refused: usize = figures.calls.iter().map(|call| call.refused).sum();
    paper.table(Sheet {
        caption: paper.say("Utlysningene", "Utlysingane").into(),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Utlysning", "Utlysing"), 3.0),
            amounts(paper.say("Søknader", "Søknader"), 1.1),
            amounts(paper.say("Søkt (kr)", "Søkt (kr)"), 1.7),
            amounts(paper.say("Prosjekter", "Prosjekt"), 1.2),
            amounts(paper.say("Innvilget (kr)", "Innvilga (kr)"), 1.7),
            amounts(paper.say("Avslag", "Avslag"), 0.9),
        ],
        rows,
        total: Some(cells([
            "Sum".to_owned(),
            number(totals.applications as u64),
            totals.applied.to_string(),
            number(totals.projects as u64),
            totals.granted.to_string(),
            number(refused as u64),
        ])),
    });
}

/// What is paid of what is granted, where anything is paid: by county, or by project within one.
fn used(paper: &mut Paper, figures: &ScopeFigures) {
    if !figures.knows_payments() {
        return;
    }
    let language = paper.language;
    let share = |amount: Money| Share { value: amount.ore(), label: amount.to_string() };
    let bar = |name: &str, granted: Money, paid: Money, planned: Money| BudgetBar {
        name: name.to_owned(),
        budget: share(granted),
        used: share(paid),
        expected: Some(share(planned)),
    };
    let bars: Vec<BudgetBar> = match figures.counties.len() {
        1 => figures
            .projects()
            .map(|one| bar(&one.reference, one.holds, one.paid, one.planned_by_now))
            .collect(),
        _ => figures
            .counties
            .iter()
            .filter(|county| county.projects > 0)
            .map(|county| {
                let own = figures.projects().filter(|grant| grant.county == county.number);
                let planned = own.map(|grant| grant.planned_by_now).sum();
                bar(&county.name, county.granted, county.paid, planned)
            })
            .collect(),
    };
    let planned: Money = figures.projects().map(|grant| grant.planned_by_now).sum();
    let paid = figures.at(Step::Paid);
    let day = figures.as_of.short();
    let (out, plan) = (large(paid), large(planned));
    let finding = tell!(
        language,
        "{out} er utbetalt per {day}; planen var {plan} (kr)",
        "{out} er utbetalt per {day}; planen var {plan} (kr)",
    );
    let rows = bars
        .iter()
        .map(|bar| {
            let planned = bar.expected.as_ref().map(|one| one.label.clone()).unwrap_or_default();
            Row::data([
                bar.name.clone(),
                bar.budget.label.clone(),
                planned,
                bar.used.label.clone(),
                percent(bar.used.value, bar.budget.value),
            ])
        })
        .collect();
    let table = paper.next_table();
    let alt = tell!(
        language,
        "Utbetalt mot innvilget, med merke for det som skulle vært utbetalt etter planen. Alle verdiene står i {table}.",
        "Utbetalt mot innvilga, med merke for det som skulle vore utbetalt etter planen. Alle verdiane står i {table}.",
    );
    let head = match figures.counties.len() {
        1 => paper.say("Sak", "Sak"),
        _ => paper.say("Fylke", "Fylke"),
    };
    paper.chart(&finding, alt, Drawing::BudgetAgainstUsed(bars), table);
    let granted = figures.at(Step::Granted);
    paper.table(Sheet {
        caption: paper.say("Utbetalt mot plan", "Utbetalt mot plan").into(),
        groups: Vec::new(),
        columns: vec![
            words(head, 2.4),
            amounts(paper.say("Innvilget (kr)", "Innvilga (kr)"), 1.8),
            amounts(paper.say("Planlagt til nå (kr)", "Planlagt til no (kr)"), 1.8),
            amounts(paper.say("Utbetalt (kr)", "Utbetalt (kr)"), 1.8),
            amounts(paper.say("Andel", "Del"), 1.0),
        ],
        rows,
        total: Some(cells([
            "Sum".to_owned(),
            granted.to_string(),
            planned.to_string(),
            paid.to_string(),
            percent(paid.ore(), granted.ore()),
        ])),
    });
}

/// What of the appropriations nobody was promised, and how long it can be used.
fn unused(paper: &mut Paper, figures: &ScopeFigures) {
    if figures.unused.is_empty() {
        return;
    }
    let language = paper.language;
    let sum: Money = figures.unused.iter().map(|one| one.amount).sum();
    paper.paragraph(tell!(
        language,
        "{sum} kr av bevilgningene på disse postene er ikke fordelt videre. Det kan gå til andre ordninger på posten.",
        "{sum} kr av løyvingane på desse postane er ikkje fordelte vidare. Dei kan gå til andre ordningar på posten.",
    ));
    let rows = figures
        .unused
        .iter()
        .map(|one| {
            Row::data([
                one.post.clone(),
                one.origin.to_string(),
                one.until.to_string(),
                one.amount.to_string(),
            ])
        })
        .collect();
    paper.table(Sheet {
        caption: paper
            .say("Bevilgninger som ikke er fordelt", "Løyvingar som ikkje er fordelte")
            .into(),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Kapittel og post", "Kapittel og post"), 2.0),
            amounts(paper.say("Bevilget for", "Løyvd for"), 1.4),
            amounts(paper.say("Kan brukes til og med", "Kan brukast til og med"), 2.0),
            amounts(paper.say("Beløp (kr)", "Beløp (kr)"), 2.0),
        ],
        rows,
        total: (figures.unused.len() > 1)
            .then(|| cells(["Sum".to_owned(), String::new(), String::new(), sum.to_string()])),
    });
}
