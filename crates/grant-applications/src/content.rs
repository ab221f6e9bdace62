//! What the house itself reads out of an application, whatever its form calls it.

use forms::{Answers, Definition, Meaning};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vocabulary::{Money, MunicipalityNumber};

/// What an application says to the house: lists, assessment and decisions go by it. The answers
/// themselves stand beside it, bound to their form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The name of the project.
    pub title: String,
    /// What is to be done, in prose.
    pub summary: String,
    /// For whom.
    pub target_group: String,
    /// What is applied for.
    pub amount: Money,
    /// The least that the applicant could carry out the project with, when the form asks for it.
    #[serde(default)]
    pub least_amount: Option<Money>,
    /// What the applicant puts in.
    pub own_share: Money,
    /// How the service goes on when the state's money ends.
    pub continuation: String,
    /// Others who take part.
    pub partners: Vec<Partner>,
    /// Who does what.
    pub members: Vec<Member>,
}

/// Another organisation that takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Its name.
    pub name: String,
    /// Its municipality, when it is one.
    pub municipality: Option<MunicipalityNumber>,
}

/// Somebody's part in the project, by function; persons are not named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Where.
    pub team: Team,
    /// As what: `head of the local NAV office`.
    pub job: String,
    /// Size of the position in percent, when it is one.
    pub percent: Option<i32>,
}

/// The groups around a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Team {
    /// Owns it.
    Owner,
    /// Steers it.
    SteeringGroup,
    /// Runs it.
    ProjectGroup,
    /// Is employed in it.
    Staff,
}

impl Team {
    /// All of them.
    pub const ALL: [Team; 4] = [Team::Owner, Team::SteeringGroup, Team::ProjectGroup, Team::Staff];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Team::Owner => "owner",
            Team::SteeringGroup => "steering-group",
            Team::ProjectGroup => "project-group",
            Team::Staff => "staff",
        }
    }
    /// The team of a word, `None` when there is no such team.
    pub fn from_word(word: &str) -> Option<Team> {
        Team::ALL.into_iter().find(|team| team.word() == word)
    }
}

impl Content {
    /// Reads it out of answers to a form. A draft may hold anything, so what cannot be read is nothing
    /// here: the answers keep it as it was typed.
    pub fn of(form: &Definition, answers: &Answers) -> Content {
        let meant = |meaning| form.answer(answers, meaning);
        let words = |meaning| meant(meaning).map(text).unwrap_or_default();
        let amount = |meaning| meant(meaning).and_then(money);
        let rows = |meaning| meant(meaning).and_then(Value::as_array).into_iter().flatten();
        Content {
            title: meant(Meaning::Title).map(title).unwrap_or_default(),
            summary: words(Meaning::Summary),
            target_group: words(Meaning::TargetGroup),
            amount: amount(Meaning::AmountAppliedFor).unwrap_or_default(),
            least_amount: amount(Meaning::LeastAmount),
            own_share: amount(Meaning::OwnShare).unwrap_or_default(),
            continuation: words(Meaning::Continuation),
            partners: rows(Meaning::Partners).filter_map(partner).collect(),
            members: rows(Meaning::Members).filter_map(member).collect(),
        }
    }

    /// The same as answers to the house's own form: the inverse of [`Content::of`] for it. What was
    /// written before forms were kept is read like this.
    pub fn answers(&self) -> Answers {
        let mut answers = Answers::new();
        let texts = [
            ("title", &self.title),
            ("summary", &self.summary),
            ("target-group", &self.target_group),
            ("continuation", &self.continuation),
        ];
        for (key, said) in texts {
            if !said.is_empty() {
                answers.set(key, json!(said));
            }
        }
        if self.amount.is_positive() {
            answers.set("amount", json!(self.amount.ore()));
        }
        answers.set("own-share", json!(self.own_share.ore()));
        let partners: Vec<Value> = self.partners.iter().map(partner_row).collect();
        let members: Vec<Value> = self.members.iter().map(member_row).collect();
        for (key, rows) in [("partners", partners), ("members", members)] {
            if !rows.is_empty() {
                answers.set(key, Value::Array(rows));
            }
        }
        answers
    }
}

/// The most characters of a title in lists and letters. A draft's answer may be of any length, and others
/// read the title before it is sent in: those who are invited.
const LONGEST_TITLE: usize = 1_000;

/// A title is one line, whatever stands in a draft: in a letter of ours nobody else begins a paragraph.
fn title(value: &Value) -> String {
    let line = text(value).replace(char::is_control, " ");
    line.chars().take(LONGEST_TITLE).collect()
}

/// Text as the columns keep it. PostgreSQL keeps no NUL, and nobody means one.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('\0', "")
}

fn money(value: &Value) -> Option<Money> {
    value.as_i64().filter(|ore| *ore >= 0).map(Money::from_ore)
}

fn partner(row: &Value) -> Option<Partner> {
    let name = row.get("name").map(text).filter(|name| !name.trim().is_empty())?;
    let number = row.get("municipality").and_then(Value::as_str);
    Some(Partner { name, municipality: number.and_then(|number| number.parse().ok()) })
}

fn partner_row(partner: &Partner) -> Value {
    match partner.municipality {
        Some(number) => json!({ "name": partner.name, "municipality": number }),
        None => json!({ "name": partner.name }),
    }
}

fn member(row: &Value) -> Option<Member> {
    let team = Team::from_word(row.get("team")?.as_str()?)?;
    let job = row.get("job").map(text).filter(|job| !job.trim().is_empty())?;
    let percent = row.get("percent").and_then(Value::as_i64);
    let percent = percent.and_then(|p| i32::try_from(p).ok()).filter(|p| (1..=100).contains(p));
    Some(Member { team, job, percent })
}

fn member_row(member: &Member) -> Value {
    match member.percent {
        Some(percent) => json!({ "team": member.team, "job": member.job, "percent": percent }),
        None => json!({ "team": member.team, "job": member.job }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        Content {
            title: "Jobb først".into(),
            summary: "Vi vil ansette en jobbspesialist.".into(),
            target_group: "Unge voksne".into(),
            amount: Money::from_kroner(610_000),
            least_amount: None,
            own_share: Money::from_ore(12_345),
            continuation: "I ordinær drift.".into(),
            partners: vec![
                Partner { name: "NAV Sandnes".into(), municipality: "1102".parse().ok() },
                Partner { name: "Jæren DPS".into(), municipality: None },
            ],
            members: vec![
                Member { team: Team::Staff, job: "Jobbspesialist".into(), percent: Some(100) },
                Member { team: Team::Owner, job: "Kommunedirektør".into(), percent: None },
            ],
        }
    }

    #[test]
    fn the_standard_form_takes_it_and_gives_it_back() {
        let form = forms::standard();
        for content in [content(), Content::default()] {
            assert_eq!(Content::of(&form, &content.answers()), content);
        }
        let doubts = forms::examine(&form, &content().answers(), None);
        assert_eq!(doubts, [], "what the standard form made can be sent in");
    }

    #[test]
    fn what_cannot_be_read_is_nothing() {
        let form = forms::standard();
        let mut answers = content().answers();
        answers.set("amount", json!("tolv"));
        answers.set("own-share", json!(-5));
        answers.set("title", json!("Jobb\0 først"));
        answers.set("members", json!([{ "team": "choir", "job": "x" }, { "team": "staff" }, 7]));
        answers.set(
            "partners",
            json!([{ "municipality": "1102" }, { "name": "A", "municipality": "12" }]),
        );
        let read = Content::of(&form, &answers);
        assert_eq!((read.amount, read.own_share), (Money::ZERO, Money::ZERO));
        assert_eq!(read.title, "Jobb først");
        assert_eq!(read.members, []);
        answers.set("title", json!(format!("Jobb\n\nBetal her\u{85}{}", "x".repeat(2_000))));
        let title = Content::of(&form, &answers).title;
        assert!(title.starts_with("Jobb  Betal her x"), "{title}");
        assert_eq!(title.chars().count(), LONGEST_TITLE);
        assert_eq!(read.partners, [Partner { name: "A".into(), municipality: None }]);
    }
}
