//! The status report of one grant.

mod history;
mod money;
mod project;
mod reckoned;
mod results;

use crate::paper::{Masthead, Paper};
use crate::words::{day_or_moment, dotted, large, number, one_or, tell, written_in};
use crate::{Audience, GrantFigures, ReportStanding};
use documents::{Block, Document, KeyFigure};
use reporting_deadlines::Verdict;
use vocabulary::Language;

/// The document that tells a grant's figures. What is told to the public is told from
/// [`GrantFigures::for_public`].
pub fn grant_report(figures: &GrantFigures, sender: &str, language: Language) -> Document {
    let language = written_in(language);
    let mut paper = Paper::new(language);
    let named = match figures.title.trim() {
        "" => &figures.reference,
        title => title,
    };
    let title = format!("Statusrapport: {named}");
    paper.heading(1, title.clone());
    let (organisation, place, scheme) = (&figures.organisation, &figures.place, &figures.scheme);
    let day = day_or_moment(figures.as_of, figures.told_at, language);
    let day = tell!(language, "status per {day}", "status per {day}");
    let mut standing = dotted(&[organisation, place, scheme, &day]);
    standing += match figures.audience {
        Audience::Internal => paper.say(" · intern utgave", " · intern utgåve"),
        Audience::Public => paper.say(" · offentlig utgave", " · offentleg utgåve"),
    };
    paper.small(standing);
    paper.heading(2, paper.say("Sammendrag", "Samandrag"));
    let keys = key_figures(&paper, figures);
    paper.key_figures(keys);
    if !figures.summary.trim().is_empty() {
        paper.paragraph(figures.summary.as_str());
    }
    let sentence = standing_sentence(&paper, figures);
    if !sentence.is_empty() {
        paper.paragraph(sentence);
    }
    project::tell(&mut paper, figures);
    results::tell(&mut paper, figures);
    money::tell(&mut paper, figures);
    results::narrative(&mut paper, figures);
    history::tell(&mut paper, figures);
    reckoned::tell(&mut paper, figures);
    let silent = silent(&paper, figures);
    if !silent.is_empty() {
        paper.heading(
            2,
            paper.say("Dette sier rapporten ikke noe om", "Dette seier rapporten ikkje noko om"),
        );
        paper.add(Block::Bullets(silent.into_iter().map(Into::into).collect()));
    }
    paper.finish(Masthead {
        title,
        sender,
        reference: figures.reference.clone(),
        subject: figures.organisation.clone(),
        as_of: figures.as_of,
    })
}

fn key_figures(paper: &Paper, figures: &GrantFigures) -> Vec<KeyFigure> {
    let plain = String::new;
    let language = paper.language;
    let holds = figures.holds.filter(|holds| *holds != figures.awarded);
    let mut keys = vec![KeyFigure {
        figure: large(holds.unwrap_or(figures.awarded)),
        caption: match figures.applied.is_positive() {
            _ if holds.is_some() => {
                let awarded = large(figures.awarded);
                tell!(language, "igjen av {awarded} innvilget", "att av {awarded} innvilga")
            }
            true => {
                let applied = large(figures.applied);
                tell!(language, "innvilget av {applied} søkt", "innvilga av {applied} søkt")
            }
            false => paper.say("innvilget", "innvilga").to_owned(),
        },
        against: plain(),
    }];
    let active = figures.counts.and_then(|(day, counts)| Some((day, counts.active?)));
    let active =
        active.or_else(|| figures.funnel.as_ref().map(|(day, funnel)| (*day, funnel.active)));
    if let Some((day, active)) = active {
        let day = day.short();
        keys.push(KeyFigure {
            figure: number(active),
            caption: tell!(language, "aktive deltakere {day}", "aktive deltakarar {day}"),
            against: plain(),
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
            caption: paper.say("mål er nådd", "mål er nådde").into(),
            against: match figures.targets.len() - judged {
                0 => plain(),
                open => tell!(language, "{open} uten svar ennå", "{open} utan svar enno"),
            },
        });
    }
    if !figures.owed.is_empty() {
        let delivered = figures
            .owed
            .iter()
            .filter(|report| matches!(report.standing, ReportStanding::Delivered(_)))
            .count();
        let missing = figures.owed.iter().filter(|r| r.standing == ReportStanding::Missing).count();
        let all = figures.owed.iter().filter(|r| r.standing != ReportStanding::NotOwed).count();
        keys.push(KeyFigure {
            figure: format!("{delivered} av {all}"),
            caption: one_or(
                all,
                paper.say("rapport er levert", "rapport er levert"),
                paper.say("rapporter er levert", "rapportar er leverte"),
            )
            .into(),
            against: match missing {
                0 => plain(),
                late => {
                    tell!(language, "{late} mangler etter fristen", "{late} manglar etter fristen",)
                }
            },
        });
    }
    keys
}

/// Where the grant stands, in a sentence.
fn standing_sentence(paper: &Paper, figures: &GrantFigures) -> String {
    let language = paper.language;
    let Some((awarded, accept_by)) = figures.awarded_on else { return String::new() };
    let awarded = awarded.in_words(language);
    let mut text = match figures.accepted_on {
        Some(on) => {
            let on = on.in_words(language);
            tell!(
                language,
                "Tilskuddet ble innvilget {awarded}, og vilkårene ble godtatt {on}.",
                "Tilskotet vart innvilga {awarded}, og vilkåra vart godtekne {on}.",
            )
        }
        None if accept_by < figures.as_of => {
            let by = accept_by.in_words(language);
            tell!(
                language,
                "Tilskuddet ble innvilget {awarded}. Vilkårene er ikke godtatt; fristen var {by}.",
                "Tilskotet vart innvilga {awarded}. Vilkåra er ikkje godtekne; fristen var {by}.",
            )
        }
        None => {
            let by = accept_by.in_words(language);
            tell!(
                language,
                "Tilskuddet ble innvilget {awarded}. Vilkårene er ikke godtatt; fristen er {by}.",
                "Tilskotet vart innvilga {awarded}. Vilkåra er ikkje godtekne; fristen er {by}.",
            )
        }
    };
    if let Some(reversed) = &figures.reversed {
        let on = reversed.on.in_words(language);
        text += &tell!(language, " Vedtaket ble omgjort {on}.", " Vedtaket vart gjort om {on}.",);
    }
    text
}

/// What a reader could expect and nothing is recorded of.
fn silent(paper: &Paper, figures: &GrantFigures) -> Vec<&'static str> {
    let mut silent = vec![
        paper.say(
            "Hva pengene er brukt til: mottakerens regnskap føres ikke her ennå.",
            "Kva pengane er brukte til: rekneskapen til mottakaren blir ikkje ført her enno.",
        ),
        paper.say(
            "Deltakerne etter kjønn, alder og undergruppe.",
            "Deltakarane etter kjønn, alder og undergruppe.",
        ),
    ];
    let public = figures.audience == Audience::Public;
    if !public {
        silent.push(match figures.members.iter().any(|(team, _, _)| team == "owner") {
            true => paper.say(
                "Hvem som er prosjektansvarlig hos mottakeren: søknaden oppgir prosjekteierens funksjon, ikke hvem som svarer for prosjektet.",
                "Kven som er prosjektansvarleg hos mottakaren: søknaden oppgir funksjonen til prosjekteigaren, ikkje kven som svarer for prosjektet.",
            ),
            false => paper.say(
                "Hvem som er prosjekteier eller prosjektansvarlig hos mottakeren.",
                "Kven som er prosjekteigar eller prosjektansvarleg hos mottakaren.",
            ),
        });
    }
    if figures.targets.is_empty() {
        silent.push(match figures.audience {
            Audience::Internal => {
                paper.say("Mål: det er ikke satt noen.", "Mål: det er ikkje sett nokon.")
            }
            Audience::Public => paper.say(
                "Mål: det er ingen som kan vises her.",
                "Mål: det er ingen som kan visast her.",
            ),
        });
    } else if public {
        silent.push(paper.say("Mål om få personer.", "Mål om få personar."));
    }
    if figures.counts.is_none() && figures.funnel.is_none() {
        silent.push(paper.say(
            "Deltakere: ingen rapport har deltakertall.",
            "Deltakarar: ingen rapport har deltakartal.",
        ));
    }
    if !figures.paid.is_positive() {
        silent.push(
            paper.say(
                "Utbetalinger: det er ikke ført noen.",
                "Utbetalingar: det er ikkje ført nokon.",
            ),
        );
    }
    if !public && !results::tells_lessons(figures) {
        silent.push(paper.say(
            "Erfaringer, lærdommer og forslag: ingen overskrift i den siste rapporten med tekst nevner det.",
            "Erfaringar, lærdomar og forslag: inga overskrift i den siste rapporten med tekst nemner det.",
        ));
    }
    silent
}
