//! The status report of a call, for the directorate.

use crate::words::{listed, percent, say, written_in};
use crate::{CallFigures, CountyFigure};
use documents::{Align, Bar, BarChart, Block, Column, Document, KeyFigure, Table};
use vocabulary::{Language, Money};

/// The document that tells a call's figures.
pub fn call_report(figures: &CallFigures, sender: &str, language: Language) -> Document {
    let language = written_in(language);
    let t = |bokmal, nynorsk| say(language, bokmal, nynorsk);
    let with: Vec<&CountyFigure> = figures.counties.iter().filter(|c| c.projects > 0).collect();
    let without: Vec<&str> =
        figures.counties.iter().filter(|c| c.projects == 0).map(|c| c.name.as_str()).collect();
    let mut blocks = vec![
        Block::Heading { level: 1, text: format!("Statusrapport: {}", figures.title) },
        Block::Small(format!(
            "{} · kapittel og post {} · status per {}",
            figures.scheme,
            figures.chapter_item,
            figures.as_of.in_words(language),
        )),
        Block::Heading { level: 2, text: t("Sammendrag", "Samandrag").into() },
        Block::KeyFigures(vec![
            KeyFigure {
                figure: format!("{} kr", figures.awarded),
                caption: format!(
                    "{} {} kr",
                    t("innvilget av en ramme på", "innvilga av ei ramme på"),
                    figures.budget
                ),
            },
            KeyFigure {
                figure: figures.projects.len().to_string(),
                caption: format!(
                    "{} {} {}",
                    t("prosjekter i", "prosjekt i"),
                    with.len(),
                    t("fylker", "fylke")
                ),
            },
            KeyFigure {
                figure: format!("{} av {}", figures.reports_delivered, figures.projects.len()),
                caption: t("rapporter er levert", "rapportar er leverte").into(),
            },
        ]),
        Block::Paragraph(summary(figures, language)),
    ];
    if !without.is_empty() {
        blocks.push(Block::Paragraph(format!(
            "{} {}: {}.",
            count_in_words(without.len()),
            t("fylker fikk ikke noe prosjekt", "fylke fekk ikkje noko prosjekt"),
            listed(&without)
        )));
    }
    blocks.push(Block::Heading {
        level: 2,
        text: t("Tilskudd etter fylke", "Tilskot etter fylke").into(),
    });
    blocks.push(chart(&with, language));
    blocks.push(county_table(figures, language));
    blocks.push(Block::Heading { level: 2, text: t("Prosjektene", "Prosjekta").into() });
    blocks.push(project_table(figures, language));
    blocks.push(Block::Heading {
        level: 2,
        text: t("Slik er tallene regnet ut", "Slik er tala rekna ut").into(),
    });
    blocks.push(Block::Bullets(vec![
        t(
            "Innvilget er det som er reservert i hvert fylkes ramme etter vedtakene.",
            "Innvilga er det som er reservert i ramma til kvart fylke etter vedtaka.",
        )
        .into(),
        t(
            "Utbetalt er det som er bokført som utbetalt fra rammene.",
            "Utbetalt er det som er bokført som utbetalt frå rammene.",
        )
        .into(),
        t(
            "Fylkene er de som gjaldt da søknadene ble sendt. Folketallet er per 1. januar samme år (kilde: Statistisk sentralbyrå).",
            "Fylka er dei som galdt då søknadene vart sende. Folketalet er per 1. januar same år (kjelde: Statistisk sentralbyrå).",
        )
        .into(),
        t(
            "En rapport er for sen når fristen er ute og rapporten ikke er levert.",
            "Ein rapport er for sein når fristen er ute og rapporten ikkje er levert.",
        )
        .into(),
    ]));
    Document {
        title: format!("Statusrapport: {}", figures.title),
        language,
        sender: sender.to_owned(),
        reference: figures.slug.to_uppercase(),
        subject: figures.scheme.clone(),
        // The day it describes, not the moment it was made: the same figures give the same bytes.
        made_at: figures.as_of.begins_at(),
        blocks,
    }
}

fn summary(figures: &CallFigures, language: Language) -> String {
    let refused = figures.refused;
    let mut text = match language {
        Language::Nynorsk => format!(
            "Det kom {} søknader om til saman {} kr. {} fekk tilskot og {} fekk avslag. {} av {} mottakarar har godteke vilkåra.",
            figures.applications,
            figures.applied,
            figures.projects.len(),
            refused,
            figures.accepted,
            figures.projects.len(),
        ),
        _ => format!(
            "Det kom {} søknader om til sammen {} kr. {} fikk tilskudd og {} fikk avslag. {} av {} mottakere har godtatt vilkårene.",
            figures.applications,
            figures.applied,
            figures.projects.len(),
            refused,
            figures.accepted,
            figures.projects.len(),
        ),
    };
    let due = figures.report_due.in_words(language);
    text += &match (language, figures.reports_overdue) {
        (Language::Nynorsk, 0) => format!(
            " Fristen for rapportane er {due}; {} er ikkje leverte enno.",
            figures.reports_open
        ),
        (Language::Nynorsk, late) => {
            format!(" Fristen for rapportane var {due}; {late} er for seine.")
        }
        (_, 0) => format!(
            " Fristen for rapportene er {due}; {} er ikke levert ennå.",
            figures.reports_open
        ),
        (_, late) => format!(" Fristen for rapportene var {due}; {late} er for sene."),
    };
    text
}

fn chart(with: &[&CountyFigure], language: Language) -> Block {
    let mut sorted: Vec<&&CountyFigure> = with.iter().collect();
    sorted.sort_by(|a, b| b.awarded.cmp(&a.awarded).then(a.number.cmp(&b.number)));
    let caption = match (sorted.first(), language) {
        (Some(most), Language::Nynorsk) => {
            format!("Figur 1. {} får mest: innvilga tilskot etter fylke (kr)", most.name)
        }
        (Some(most), _) => {
            format!("Figur 1. {} får mest: innvilget tilskudd etter fylke (kr)", most.name)
        }
        (None, _) => "Figur 1".to_owned(),
    };
    let alt = match (sorted.first(), sorted.last()) {
        (Some(most), Some(least)) => match language {
            Language::Nynorsk => format!(
                "Liggjande stolpediagram over innvilga tilskot i {} fylke. Høgast er {} med {} kr, lågast er {} med {} kr. Alle verdiane står i tabell 1.",
                sorted.len(),
                most.name,
                most.awarded,
                least.name,
                least.awarded
            ),
            _ => format!(
                "Liggende stolpediagram over innvilget tilskudd i {} fylker. Høyest er {} med {} kr, lavest er {} med {} kr. Alle verdiene står i tabell 1.",
                sorted.len(),
                most.name,
                most.awarded,
                least.name,
                least.awarded
            ),
        },
        _ => String::new(),
    };
    Block::Bars(BarChart {
        caption,
        alt,
        bars: sorted
            .into_iter()
            .map(|county| Bar {
                name: county.name.clone(),
                value: county.awarded.ore(),
                label: county.awarded.to_string(),
            })
            .collect(),
    })
}

fn column(head: &str, share: f32, align: Align) -> Column {
    Column { head: head.to_owned(), share, align }
}

fn county_table(figures: &CallFigures, language: Language) -> Block {
    let t = |bokmal, nynorsk| say(language, bokmal, nynorsk);
    let total: Money = figures.counties.iter().map(|county| county.awarded).sum();
    Block::Table(Table {
        caption: t(
            "Tabell 1. Søknader, prosjekter og tilskudd etter fylke",
            "Tabell 1. Søknader, prosjekt og tilskot etter fylke",
        )
        .into(),
        columns: vec![
            column(t("Fylke", "Fylke"), 2.6, Align::Left),
            column(t("Søknader", "Søknader"), 1.3, Align::Right),
            column(t("Prosjekter", "Prosjekt"), 1.4, Align::Right),
            column(t("Innvilget (kr)", "Innvilga (kr)"), 1.9, Align::Right),
            column(t("Andel", "Del"), 1.0, Align::Right),
            column(t("Utbetalt (kr)", "Utbetalt (kr)"), 1.8, Align::Right),
        ],
        rows: figures
            .counties
            .iter()
            .map(|county| {
                vec![
                    county.name.clone(),
                    county.applications.to_string(),
                    county.projects.to_string(),
                    county.awarded.to_string(),
                    percent(county.awarded.ore(), total.ore()),
                    county.paid.to_string(),
                ]
            })
            .collect(),
        total: Some(vec![
            t("Hele landet", "Heile landet").into(),
            figures.counties.iter().map(|c| c.applications).sum::<usize>().to_string(),
            figures.projects.len().to_string(),
            total.to_string(),
            percent(total.ore(), total.ore()),
            figures.paid.to_string(),
        ]),
    })
}

fn project_table(figures: &CallFigures, language: Language) -> Block {
    let t = |bokmal, nynorsk| say(language, bokmal, nynorsk);
    Block::Table(Table {
        caption: t("Tabell 2. Prosjekter med tilskudd", "Tabell 2. Prosjekt med tilskot").into(),
        columns: vec![
            column(t("Sak", "Sak"), 1.7, Align::Left),
            column(t("Mottaker", "Mottakar"), 2.0, Align::Left),
            column(t("Prosjekt", "Prosjekt"), 2.9, Align::Left),
            column(t("Fylke", "Fylke"), 1.7, Align::Left),
            column(t("Innvilget (kr)", "Innvilga (kr)"), 1.6, Align::Right),
            column(t("Rapport", "Rapport"), 1.3, Align::Left),
        ],
        rows: figures
            .projects
            .iter()
            .map(|project| {
                vec![
                    project.reference.clone(),
                    project.organisation.clone(),
                    project.title.clone(),
                    project.county.clone(),
                    project.awarded.to_string(),
                    match project.report.as_str() {
                        "delivered" => t("levert", "levert"),
                        "overdue" => t("for sen", "for sein"),
                        "not-owed" => t("kreves ikke", "blir ikkje kravd"),
                        _ => t("ikke levert", "ikkje levert"),
                    }
                    .to_owned(),
                ]
            })
            .collect(),
        total: Some(vec![
            "Sum".into(),
            String::new(),
            String::new(),
            String::new(),
            figures.projects.iter().map(|project| project.awarded).sum::<Money>().to_string(),
            String::new(),
        ]),
    })
}

/// `Sju`: small numbers that begin a sentence are written out.
fn count_in_words(count: usize) -> String {
    const WORDS: [&str; 13] = [
        "Ingen", "Ett", "To", "Tre", "Fire", "Fem", "Seks", "Sju", "Åtte", "Ni", "Ti", "Elleve",
        "Tolv",
    ];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}
