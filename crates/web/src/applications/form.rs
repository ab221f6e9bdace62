//! The form of an application: from its content to fields, and back.

use super::words;
use crate::{
    kit::{Choice, Control, FieldErrors, Filled, Form, FormField, PageFrame, Texts},
    places::{NotFound, typed},
};
use grant_applications::{Content, Member, Partner, Team};
use organisations::Municipality;
use vocabulary::Money;

/// Empty rows offered below those that are filled in.
const SPARE_ROWS: usize = 2;

/// More rows than anybody needs; what is sent beyond them is not read.
const MOST_ROWS: usize = 60;

/// The form, and its rows by themselves, so that the page can place them.
pub(super) struct ApplicationForm {
    pub form: Form,
    pub partners: Vec<Vec<FormField>>,
    pub members: Vec<Vec<FormField>>,
}

/// What a content is filled in as.
pub(super) fn fill(content: &Content, of_the_day: &[Municipality]) -> Filled {
    let mut pairs = vec![
        ("title".to_owned(), content.title.clone()),
        ("summary".to_owned(), content.summary.clone()),
        ("target_group".to_owned(), content.target_group.clone()),
        ("amount".to_owned(), content.amount.to_string()),
        ("own_share".to_owned(), content.own_share.to_string()),
        ("continuation".to_owned(), content.continuation.clone()),
    ];
    for (place, partner) in content.partners.iter().enumerate() {
        pairs.push((format!("partner-name-{place}"), partner.name.clone()));
        let municipality = partner.municipality.map(|number| number.to_string());
        let found = of_the_day.iter().find(|known| Some(known.number) == partner.municipality);
        // By name where the name is enough, because that is what people read.
        let name = found.map(|found| found.short_name.clone());
        let clear = name.filter(|name| typed(name, of_the_day).is_ok());
        let municipality = clear.or(municipality).unwrap_or_default();
        pairs.push((format!("partner-municipality-{place}"), municipality));
    }
    for (place, member) in content.members.iter().enumerate() {
        pairs.push((format!("member-team-{place}"), member.team.word().to_owned()));
        pairs.push((format!("member-job-{place}"), member.job.clone()));
        let percent = member.percent.map(|percent| percent.to_string()).unwrap_or_default();
        pairs.push((format!("member-percent-{place}"), percent));
    }
    Filled::from(pairs)
}

/// How many rows were sent whose first field is called so, up to the last that says something.
fn rows(filled: &Filled, names: &[&str]) -> usize {
    let says =
        |place: &usize| names.iter().any(|name| !filled.one(&format!("{name}-{place}")).is_empty());
    (0..MOST_ROWS).rev().find(says).map_or(0, |last| last + 1)
}

fn partner_rows(filled: &Filled) -> usize {
    rows(filled, &["partner-name", "partner-municipality"])
}
fn member_rows(filled: &Filled) -> usize {
    rows(filled, &["member-job", "member-percent"])
}

/// The form, filled in and checked. `asks_municipality` offers the municipalities of the day, for
/// applicants that are none themselves.
pub(super) fn form(
    frame: &PageFrame,
    filled: &Filled,
    errors: &FieldErrors,
    asks_municipality: Option<&[Municipality]>,
) -> ApplicationForm {
    let mut fields = vec![
        FormField::text("title", frame.t("applications-project"))
            .hint(frame.t("applications-project-hint"))
            .max_length(200),
    ];
    if let Some(municipalities) = asks_municipality {
        let choice = |one: &Municipality| {
            Choice::new(one.number.to_string(), format!("{} {}", one.number, one.name))
        };
        let choices = municipalities.iter().map(choice).collect();
        let label = frame.t("applications-municipality");
        fields.push(FormField::new(Control::Select(choices), "municipality", label));
    }
    fields.extend([
        FormField::lines(8, "summary", frame.t("applications-summary"))
            .hint(frame.t("applications-summary-hint"))
            .max_length(20_000),
        FormField::lines(4, "target_group", frame.t("applications-target-group"))
            .max_length(5_000)
            .optional(),
        FormField::kroner("amount", frame.t("applications-amount")),
        FormField::kroner("own_share", frame.t("applications-own-share"))
            .hint(frame.t("applications-own-share-hint"))
            .optional(),
        FormField::lines(5, "continuation", frame.t("applications-continuation"))
            .hint(frame.t("applications-continuation-hint"))
            .max_length(10_000),
    ]);
    let team = |team: Team| Choice::new(team.word(), words::team(team, frame.texts));
    let teams: Vec<Choice> = Team::ALL.map(team).into();
    let (partners, members) = (partner_rows(filled) + SPARE_ROWS, member_rows(filled) + SPARE_ROWS);
    for place in 0..partners {
        let name = frame.t("applications-partner");
        let municipality = frame.t("applications-partner-municipality");
        fields.push(FormField::text(format!("partner-name-{place}"), name).optional());
        fields.push(
            FormField::text(format!("partner-municipality-{place}"), municipality).optional(),
        );
    }
    for place in 0..members {
        let control = Control::Select(teams.clone());
        let team = frame.t("applications-member-team");
        fields.push(FormField::new(control, format!("member-team-{place}"), team).optional());
        let job = frame.t("applications-member-job");
        fields.push(FormField::text(format!("member-job-{place}"), job).optional());
        let percent = frame.t("applications-member-percent");
        fields.push(FormField::number(format!("member-percent-{place}"), percent).optional());
    }
    let form = Form::new(fields).filled(filled).checked(errors);
    let row = |names: &[&str], place: usize| -> Vec<FormField> {
        names.iter().map(|name| form.field(&format!("{name}-{place}"))).collect()
    };
    ApplicationForm {
        partners: (0..partners)
            .map(|place| row(&["partner-name", "partner-municipality"], place))
            .collect(),
        members: (0..members)
            .map(|place| row(&["member-team", "member-job", "member-percent"], place))
            .collect(),
        form,
    }
}

/// A text as it is kept: browsers send line ends of their own kind.
fn kept(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// What was sent, as content. A draft needs a name and an amount; the rest can come later, and is
/// asked for when it is sent in. `None` notes what is wrong.
pub(super) fn read(
    filled: &Filled,
    of_the_day: &[Municipality],
    texts: Texts,
    errors: &mut FieldErrors,
) -> Option<Content> {
    let title = errors.text(filled, "title", texts).map(kept);
    let amount = errors.kroner(filled, "amount", texts);
    if amount.is_some_and(|amount| !amount.is_positive()) {
        errors.add("amount", texts.t("applications-doubt-amount"));
    }
    let own_share = match filled.one("own_share") {
        "" => Some(Money::ZERO),
        _ => errors.kroner(filled, "own_share", texts),
    };
    if own_share.is_some_and(|share| share < Money::ZERO) {
        errors.add("own_share", texts.t("applications-own-share-negative"));
    }
    let partners = read_partners(filled, of_the_day, texts, errors);
    let members = read_members(filled, texts, errors);
    let content = Content {
        title: title?,
        summary: kept(filled.one("summary")),
        target_group: kept(filled.one("target_group")),
        amount: amount?,
        own_share: own_share?,
        continuation: kept(filled.one("continuation")),
        partners,
        members,
    };
    errors.is_empty().then_some(content)
}

fn read_partners(
    filled: &Filled,
    of_the_day: &[Municipality],
    texts: Texts,
    errors: &mut FieldErrors,
) -> Vec<Partner> {
    let mut partners = Vec::new();
    for place in 0..partner_rows(filled) {
        let name = filled.one(&format!("partner-name-{place}"));
        let field = format!("partner-municipality-{place}");
        let written = filled.one(&field);
        if name.is_empty() && written.is_empty() {
            continue;
        }
        let municipality = match written {
            "" => None,
            written => match typed(written, of_the_day) {
                Ok(number) => Some(number),
                Err(NotFound::Unknown) => {
                    errors.add(&field, texts.t("applications-municipality-unknown"));
                    None
                }
                Err(NotFound::Several) => {
                    errors.add(&field, texts.t("applications-municipality-several"));
                    None
                }
            },
        };
        if name.is_empty() {
            errors.add(format!("partner-name-{place}"), texts.t("form-required"));
        }
        partners.push(Partner { name: name.to_owned(), municipality });
    }
    partners
}

fn read_members(filled: &Filled, texts: Texts, errors: &mut FieldErrors) -> Vec<Member> {
    let mut members = Vec::new();
    for place in 0..member_rows(filled) {
        let (team_field, job_field, percent_field) = (
            format!("member-team-{place}"),
            format!("member-job-{place}"),
            format!("member-percent-{place}"),
        );
        let (job, percent) = (filled.one(&job_field), filled.one(&percent_field));
        if job.is_empty() && percent.is_empty() {
            continue;
        }
        let word = filled.one(&team_field);
        let team = Team::ALL.into_iter().find(|team| team.word() == word);
        if team.is_none() {
            errors.add(&team_field, texts.t("applications-member-no-team"));
        }
        if job.is_empty() {
            errors.add(&job_field, texts.t("form-required"));
        }
        let percent = match percent {
            "" => None,
            written => {
                let number = written.trim_end_matches('%').trim().parse::<i32>().ok();
                let percent = number.filter(|percent| (1..=100).contains(percent));
                if percent.is_none() {
                    errors.add(&percent_field, texts.t("applications-member-bad-percent"));
                }
                percent
            }
        };
        if let Some(team) = team {
            members.push(Member { team, job: job.to_owned(), percent });
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        Content {
            title: "Jobb først".into(),
            summary: "Vi vil.\n\nMer.".into(),
            target_group: String::new(),
            amount: Money::from_kroner(1_250_000),
            own_share: Money::ZERO,
            continuation: "Vi fortsetter.".into(),
            partners: vec![Partner { name: "NAV Oppegård".into(), municipality: None }],
            members: vec![
                Member { team: Team::Owner, job: "rådmann".into(), percent: None },
                Member { team: Team::Staff, job: "jobbspesialist".into(), percent: Some(50) },
            ],
        }
    }

    #[test]
    fn what_is_filled_in_is_read_back() {
        let mut errors = FieldErrors::none();
        let read = read(&fill(&content(), &[]), &[], Texts::default(), &mut errors);
        assert_eq!(read, Some(content()));
        assert!(errors.is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_where_it_is() {
        let pairs = [
            ("title", "T"),
            ("amount", "0"),
            ("own_share", "-5"),
            ("partner-municipality-3", "Atlantis"),
            ("member-job-0", "leder"),
            ("member-percent-0", "110"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut errors = FieldErrors::none();
        let filled = Filled::from(Vec::from(pairs));
        assert_eq!(read(&filled, &[], Texts::default(), &mut errors), None);
        let fields: Vec<_> = errors.all().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "amount",
                "own_share",
                "partner-municipality-3",
                "partner-name-3",
                "member-team-0",
                "member-percent-0"
            ]
        );
        let form = form(&PageFrame::default(), &filled, &errors, None);
        assert_eq!((form.partners.len(), form.members.len()), (6, 3));
        assert!(form.form.has_errors());
    }
}
