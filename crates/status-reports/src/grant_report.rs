//! The status report of one grant.

use crate::GrantFigures;
use crate::words::{listed, say, written_in};
use documents::{Align, Bar, Block, Column, Document, Funnel, KeyFigure, Table};
use reporting_deadlines::{Direction, Verdict, Wanted};
use vocabulary::Language;

/// The document that tells a grant's figures.
pub fn grant_report(figures: &GrantFigures, sender: &str, language: Language) -> Document {
    let language = written_in(language);
    let t = |bokmal, nynorsk| say(language, bokmal, nynorsk);
    let heading = |text: &str| Block::Heading { level: 2, text: text.to_owned() };
    let mut blocks = vec![
        Block::Heading { level: 1, text: format!("Statusrapport: {}", figures.title) },
        Block::Small(format!(
            "{} · {} · {} · status per {}",
            figures.organisation,
            figures.place,
            figures.scheme,
            figures.as_of.in_words(language),
        )),
        heading(t("Sammendrag", "Samandrag")),
        Block::KeyFigures(key_figures(figures, language)),
        Block::Paragraph(figures.summary.clone()),
    ];
    if !figures.target_group.is_empty() {
        blocks.push(Block::Paragraph(format!(
            "{}: {}",
            t("Målgruppe", "Målgruppe"),
            figures.target_group
        )));
    }
    if !figures.targets.is_empty() {
        blocks.push(heading(t("Mål og resultater", "Mål og resultat")));
        blocks.push(targets(figures, language));
    }
    if let Some((day, funnel)) = &figures.funnel {
        blocks.push(heading(t("Deltakere", "Deltakarar")));
        blocks.extend(participants(*day, funnel, language));
    }
    if !figures.members.is_empty() {
        blocks.push(heading(t("Organisering", "Organisering")));
        blocks.extend(organisation(figures, language));
    }
    blocks.push(heading(t("Penger", "Pengar")));
    blocks.push(money(figures, language));
    if !figures.scheme_changes.is_empty() {
        blocks.push(heading(t("Endringer i ordningen", "Endringar i ordninga")));
        blocks.push(Block::Bullets(figures.scheme_changes.clone()));
    }
    if let Some((title, day, passages)) = &figures.narrative {
        blocks.push(Block::Heading {
            level: 2,
            text: format!(
                "{} {} ({})",
                t("Fra rapporten", "Frå rapporten"),
                title,
                day.in_words(language)
            ),
        });
        for passage in passages {
            blocks.push(Block::Heading { level: 3, text: passage.heading.clone() });
            blocks.push(Block::Paragraph(passage.text.clone()));
        }
    }
    if !figures.continuation.is_empty() {
        blocks.push(heading(t("Videreføring", "Vidareføring")));
        blocks.push(Block::Paragraph(figures.continuation.clone()));
    }
    Document {
        title: format!("Statusrapport: {}", figures.title),
        language,
        sender: sender.to_owned(),
        reference: figures.reference.clone(),
        subject: figures.organisation.clone(),
        // The day it describes, not the moment it was made: the same figures give the same bytes.
        made_at: figures.as_of.begins_at(),
        blocks,
    }
}

fn key_figures(figures: &GrantFigures, language: Language) -> Vec<KeyFigure> {
    let t = |bokmal, nynorsk| say(language, bokmal, nynorsk);
    let mut keys = vec![KeyFigure {
        figure: format!("{} kr", figures.awarded),
        caption: t("innvilget", "innvilga").into(),
    }];
    if let Some((day, funnel)) = &figures.funnel {
        keys.push(KeyFigure {
            figure: funnel.active.to_string(),
            caption: format!("{} {}", t("aktive deltakere", "aktive deltakarar"), day.short()),
        });
    }
    let judged = figures.targets.iter().filter(|target| target.result.is_some()).count();
    if judged > 0 {
        let reached = figures
            .targets
            .iter()
            .filter(|t| t.result.as_ref().is_some_and(|(_, r)| r.verdict == Verdict::Reached))
            .count();
        keys.push(KeyFigure {
            figure: format!("{reached} av {}", figures.targets.len()),
            caption: t("mål er nådd", "mål er nådde").into(),
        });
    }
    keys
}

fn column(head: &str, share: f32, align: Align) -> Column {
    Column { head: head.to_owned(), share, align }
}

fn targets(figures: &GrantFigures, language: Language) -> Block {
    let t = |bokmal, nynorsk| say(language, bokmal, nynorsk);
    let rows = figures
        .targets
        .iter()
        .map(|figure| {
            let wanted = match &figure.target.wanted {
                Wanted::Number { value, direction, unit } => {
                    let least = match direction {
                        Direction::Exactly => "",
                        Direction::AtLeast => t("minst ", "minst "),
                        Direction::AtMost => t("høyst ", "høgst "),
                    };
                    format!("{least}{value} {unit}").trim().to_owned()
                }
                Wanted::Quality(text) => text.clone(),
            };
            let (reached, verdict) = match &figure.result {
                None => ("–".to_owned(), t("ikke rapportert", "ikkje rapportert").to_owned()),
                Some((day, result)) => {
                    let verdict = match result.verdict {
                        Verdict::Reached => t("nådd", "nådd"),
                        Verdict::Partly => t("delvis nådd", "delvis nådd"),
                        Verdict::NotReached => t("ikke nådd", "ikkje nådd"),
                        Verdict::NotPrioritised => t("ikke prioritert", "ikkje prioritert"),
                        Verdict::NotAssessed => t("ikke vurdert", "ikkje vurdert"),
                    };
                    let reached = result.reached.map_or("–".to_owned(), |n| n.to_string());
                    let explained = if result.explanation.is_empty() {
                        format!("{verdict} ({})", day.short())
                    } else {
                        format!("{verdict} ({}): {}", day.short(), result.explanation)
                    };
                    (reached, explained)
                }
            };
            let what = if figure.target.by_when.is_empty() {
                figure.target.what.clone()
            } else {
                format!("{} ({})", figure.target.what, figure.target.by_when)
            };
            vec![what, wanted, reached, verdict]
        })
        .collect();
    Block::Table(Table {
        caption: t("Tabell 1. Mål mot resultat", "Tabell 1. Mål mot resultat").into(),
        columns: vec![
            column(t("Mål", "Mål"), 3.0, Align::Left),
            column(t("Ønsket", "Ønskt"), 1.8, Align::Left),
            column(t("Oppnådd", "Oppnådd"), 1.2, Align::Right),
            column(t("Vurdering", "Vurdering"), 3.0, Align::Left),
        ],
        rows,
        total: None,
    })
}

fn participants(
    day: vocabulary::Day,
    funnel: &reporting_deadlines::Funnel,
    language: Language,
) -> Vec<Block> {
    let t = |bokmal, nynorsk| say(language, bokmal, nynorsk);
    let step = |name: &str, count: u32| Bar {
        name: name.to_owned(),
        value: count.into(),
        label: count.to_string(),
    };
    let caption = match language {
        Language::Nynorsk => format!(
            "Figur 1. Av {} informerte starta {}, og {} er aktive per {}",
            funnel.informed,
            funnel.started,
            funnel.active,
            day.in_words(language)
        ),
        _ => format!(
            "Figur 1. Av {} informerte startet {}, og {} er aktive per {}",
            funnel.informed,
            funnel.started,
            funnel.active,
            day.in_words(language)
        ),
    };
    let mut blocks = vec![Block::Funnel(Funnel {
        caption,
        alt: match language {
            Language::Nynorsk => format!(
                "Trakt over deltakarar: {} informasjonssamtalar, {} starta, {} slutta, {} aktive.",
                funnel.informed, funnel.started, funnel.departed, funnel.active
            ),
            _ => format!(
                "Trakt over deltakere: {} informasjonssamtaler, {} startet, {} sluttet, {} aktive.",
                funnel.informed, funnel.started, funnel.departed, funnel.active
            ),
        },
        steps: vec![
            step(t("Informasjonssamtaler", "Informasjonssamtalar"), funnel.informed),
            step(t("Startet", "Starta"), funnel.started),
            step(t("Aktive", "Aktive"), funnel.active),
        ],
    })];
    blocks.push(Block::Paragraph(match language {
        Language::Nynorsk => {
            format!("{} har slutta. {} er i ordinært arbeid.", funnel.departed, funnel.in_work)
        }
        _ => {
            format!("{} har sluttet. {} er i ordinært arbeid.", funnel.departed, funnel.in_work)
        }
    }));
    if !funnel.departures.is_empty() {
        blocks.push(Block::Table(Table {
            caption: t("Tabell 2. Hvorfor deltakere sluttet", "Tabell 2. Kvifor deltakarar slutta")
                .into(),
            columns: vec![
                column(t("Årsak", "Årsak"), 4.0, Align::Left),
                column(t("Deltakere", "Deltakarar"), 1.2, Align::Right),
            ],
            rows: funnel
                .departures
                .iter()
                .map(|departure| vec![departure.reason.clone(), departure.participants.to_string()])
                .collect(),
            total: Some(vec!["Sum".into(), funnel.departed.to_string()]),
        }));
    }
    if !funnel.explanation.is_empty() {
        blocks.push(Block::Small(funnel.explanation.clone()));
    }
    blocks
}

fn organisation(figures: &GrantFigures, language: Language) -> Vec<Block> {
    let t = |bokmal, nynorsk| say(language, bokmal, nynorsk);
    [
        ("owner", t("Eier", "Eigar")),
        ("steering-group", t("Styringsgruppe", "Styringsgruppe")),
        ("project-group", t("Prosjektgruppe", "Prosjektgruppe")),
        ("staff", t("Stillinger", "Stillingar")),
    ]
    .into_iter()
    .filter_map(|(team, name)| {
        let jobs: Vec<String> = figures
            .members
            .iter()
            .filter(|(of, _, _)| of == team)
            .map(|(_, job, percent)| match percent {
                Some(percent) => format!("{job} ({percent}\u{a0}%)"),
                None => job.clone(),
            })
            .collect();
        let jobs: Vec<&str> = jobs.iter().map(String::as_str).collect();
        (!jobs.is_empty()).then(|| Block::Paragraph(format!("{name}: {}.", listed(&jobs))))
    })
    .collect()
}

fn money(figures: &GrantFigures, language: Language) -> Block {
    let t = |bokmal, nynorsk| say(language, bokmal, nynorsk);
    Block::Table(Table {
        caption: t("Tabell 3. Utbetalinger", "Tabell 3. Utbetalingar").into(),
        columns: vec![
            column(t("Termin", "Termin"), 1.0, Align::Left),
            column(t("Dato", "Dato"), 2.0, Align::Left),
            column(t("Status", "Status"), 2.0, Align::Left),
            column(t("Beløp (kr)", "Beløp (kr)"), 1.6, Align::Right),
        ],
        rows: figures
            .instalments
            .iter()
            .zip(1..)
            .map(|((day, amount, state), number)| {
                let state = match state.as_str() {
                    "paid" => t("utbetalt", "utbetalt"),
                    "stopped" => t("stanset", "stansa"),
                    _ => t("planlagt", "planlagd"),
                };
                vec![
                    number.to_string(),
                    day.in_words(language),
                    state.to_owned(),
                    amount.to_string(),
                ]
            })
            .collect(),
        total: Some(vec!["Sum".into(), String::new(), String::new(), figures.awarded.to_string()]),
    })
}
