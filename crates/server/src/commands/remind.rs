//! `fordel remind`.

use crate::House;
use reporting_deadlines::Preview;
use vocabulary::{Day, Language};

/// Prints what would go out that day, and why: the same plan as the real round.
pub(super) async fn rehearse(house: &House, on: Day) -> anyhow::Result<()> {
    let mut preview = reporting_deadlines::preview(&house.db, on).await?;
    preview.going_out.sort_by(|a, b| {
        let name = |planned: &reporting_deadlines::Planned| {
            (planned.deadline.grant_reference.clone(), planned.recipient.email.clone())
        };
        name(a).cmp(&name(b))
    });
    preview.quiet.sort_by(|a, b| a.deadline.grant_reference.cmp(&b.deadline.grant_reference));
    say!("{}", in_words(&preview).trim_end());
    Ok(())
}

/// What a preview says, in bokmål.
pub(crate) fn in_words(preview: &Preview) -> String {
    let language = Language::Bokmal;
    let on = preview.on.in_words(language);
    let mut text = match preview.going_out.len() {
        0 => format!("Ingen påminnelser går ut {on}.\n"),
        1 => format!("1 påminnelse går ut {on}:\n"),
        many => format!("{many} påminnelser går ut {on}:\n"),
    };
    for planned in &preview.going_out {
        text += &format!(
            "  {}  {} <{}>, {}: {} – {} ({}), frist {}\n",
            planned.deadline.grant_reference,
            planned.recipient.name,
            planned.recipient.email,
            planned.organisation_name,
            planned.step.in_words(language),
            planned.deadline.title,
            planned.why.in_words(language),
            planned.deadline.due_on.in_words(language),
        );
    }
    if !preview.quiet.is_empty() {
        text += &format!("Ikke til disse {}:\n", preview.quiet.len());
    }
    for quiet in &preview.quiet {
        let why = quiet.telling().map(|step| {
            format!("{}: {}", step.step.in_words(language), step.why.in_words(language))
        });
        text += &format!(
            "  {}  {}: {}\n",
            quiet.deadline.grant_reference,
            quiet.organisation_name,
            why.unwrap_or_else(|| "ingen trinn i stigen".to_owned()),
        );
    }
    text
}

/// Writes the reminders of that day; the workers hand them over.
pub(super) async fn remind(house: &House, on: Day) -> anyhow::Result<()> {
    let reminded =
        reporting_deadlines::remind(&house.db, house.clock.as_ref(), &house.desk, on).await?;
    house.bell.ring();
    say!(
        "{} letters about {} deadlines are written; the workers hand them over.",
        reminded.letters,
        reminded.deadlines
    );
    for deadline in &reminded.no_recipient {
        say!("Nobody to write to about deadline {deadline}.");
    }
    if let Some((deadline, why)) = reminded.failed.first() {
        anyhow::bail!("{} deadlines failed; the first is {deadline}: {why}", reminded.failed.len());
    }
    Ok(())
}
