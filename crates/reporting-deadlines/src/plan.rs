//! What goes out on a day, to whom and why: one answer, for the rehearsal and for the round.

use crate::{
    Audience, Deadline, DeadlineState, Ladder, Ladders, Owed, StepDue, StepName, Why, repository,
};
use organisations::Person;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use std::collections::HashMap;
use vocabulary::{Day, DeadlineId, Language, OrganisationId, Role};

/// A letter of reminder that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The deadline it is about.
    pub deadline: Deadline,
    /// The name of the organisation that owes.
    pub organisation_name: String,
    /// Which step of the ladder.
    pub step: StepName,
    /// The day that step belongs on.
    pub on: Day,
    /// Whom it is written to.
    pub recipient: Addressee,
    /// Why: [`Why::Due`], or [`Why::NoRecipient`] when the case officers are told because nobody acts
    /// for the organisation that owes.
    pub why: Why,
    /// Those who act for the organisation that owes, for the case officer to call: name and address.
    pub contacts: Vec<String>,
}

/// Whom a reminder is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The language to write in.
    pub language: Language,
    /// On whose behalf.
    pub audience: Audience,
}

/// A deadline of which nothing goes out on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// The deadline.
    pub deadline: Deadline,
    /// The name of the organisation that owes.
    pub organisation_name: String,
    /// Every step with its why.
    pub steps: Vec<StepDue>,
}

impl Quiet {
    /// The step that tells most about why nothing goes out: one without a recipient, else the next to
    /// come, else the last.
    pub fn telling(&self) -> Option<&StepDue> {
        let of = |which: fn(&Why) -> bool| self.steps.iter().find(|step| which(&step.why));
        of(|why| matches!(why, Why::NoRecipient))
            .or_else(|| of(|why| matches!(why, Why::NotYet { .. })))
            .or_else(|| self.steps.last())
    }
}

/// What a round on a day would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The day.
    pub on: Day,
    /// The letters that would be written.
    pub going_out: Vec<Planned>,
    /// The open deadlines, and the settled ones in the days of their ladder, of which nothing would.
    pub quiet: Vec<Quiet>,
}

/// The letters a round on this day writes, by due day.
pub async fn plan<C: ConnectionTrait>(conn: &C, today: Day) -> Result<Vec<Planned>, DbErr> {
    let ladders = repository::ladders(conn).await?;
    let (_, last) = ladders.due_days(today);
    let open = repository::deadlines(conn, Some(last), None, None).await?;
    let outlooks = outlooks(conn, &ladders, open, today).await?;
    Ok(outlooks.into_iter().flat_map(|outlook| outlook.going_out).collect())
}

/// What a round on a day would do, and why nothing goes out where nothing does.
pub async fn preview(db: &DatabaseConnection, on: Day) -> Result<Preview, DbErr> {
    let ladders = repository::ladders(db).await?;
    let days = ladders.due_days(on);
    // Everything that is open is shown, however far off.
    let far = on.plus_days(100_000);
    let deadlines = repository::deadlines(db, Some(far), Some(days), None).await?;
    let mut preview = Preview { on, going_out: Vec::new(), quiet: Vec::new() };
    for outlook in outlooks(db, &ladders, deadlines, on).await? {
        if outlook.going_out.is_empty() {
            let Outlook { deadline, organisation_name, steps, .. } = outlook;
            preview.quiet.push(Quiet { deadline, organisation_name, steps });
        } else {
            preview.going_out.extend(outlook.going_out);
        }
    }
    Ok(preview)
}

/// Every step of one deadline, with why it goes out today or why not.
pub async fn explain<C: ConnectionTrait>(
    conn: &C,
    id: DeadlineId,
    today: Day,
) -> Result<Vec<StepDue>, DbErr> {
    let ladders = repository::ladders(conn).await?;
    let deadline = repository::deadline(conn, id).await?.into_iter().collect();
    let outlooks = outlooks(conn, &ladders, deadline, today).await?;
    Ok(outlooks.into_iter().flat_map(|outlook| outlook.steps).collect())
}

/// What becomes of one deadline on one day.
#[derive(Debug)]
pub(crate) struct Outlook {
    pub(crate) deadline: Deadline,
    pub(crate) organisation_name: String,
    /// Every step with its why.
    pub(crate) steps: Vec<StepDue>,
    /// The letters to be written.
    pub(crate) going_out: Vec<Planned>,
}

/// What becomes of these deadlines on a day.
pub(crate) async fn outlooks<C: ConnectionTrait>(
    conn: &C,
    ladders: &Ladders,
    deadlines: Vec<Deadline>,
    today: Day,
) -> Result<Vec<Outlook>, DbErr> {
    let sent = repository::reminders_sent(conn, &deadlines).await?;
    let officers = organisations::directorate_people(conn, Role::CaseOfficer).await?;
    let mut debtors: HashMap<OrganisationId, Debtor> = HashMap::new();
    let mut outlooks = Vec::with_capacity(deadlines.len());
    for deadline in deadlines {
        let ladder = ladders.in_force(&deadline.ladder, deadline.due_on).ok_or_else(|| {
            DbErr::Type(format!("the ladder {} is not there any more", deadline.ladder))
        })?;
        let debtor = match debtors.get(&deadline.organisation) {
            Some(known) => known,
            None => {
                let found = Debtor::find(conn, deadline.organisation).await?;
                debtors.entry(deadline.organisation).or_insert(found)
            }
        };
        let of_this_day = sent.get(&(deadline.id, deadline.due_on)).map_or(&[][..], Vec::as_slice);
        outlooks.push(foresee(ladder, deadline, of_this_day, debtor, &officers, today));
    }
    Ok(outlooks)
}

/// The organisation that owes, and who acts for it.
#[derive(Debug)]
struct Debtor {
    name: String,
    language: Language,
    people: Vec<Person>,
}

impl Debtor {
    async fn find<C: ConnectionTrait>(conn: &C, id: OrganisationId) -> Result<Debtor, DbErr> {
        let organisation = organisations::organisation(conn, id).await?;
        let people = organisations::people_of(conn, id, Role::Applicant).await?;
        let (name, language) = organisation.map_or_else(Default::default, |organisation| {
            (organisation.name, organisation.language)
        });
        Ok(Debtor { name, language, people })
    }
}

/// The rule: the steps of the ladder, then who there is to write to.
fn foresee(
    ladder: &Ladder,
    deadline: Deadline,
    sent: &[StepName],
    debtor: &Debtor,
    officers: &[Person],
    today: Day,
) -> Outlook {
    let mut steps = ladder.explain(deadline.due_on, sent, today);
    let quieted = match (deadline.state, deadline.owed) {
        (DeadlineState::Met { .. }, _) => Some(Why::Met),
        (DeadlineState::Lapsed, _) => Some(Why::Lapsed),
        // The award letter names the day to accept by; a letter of its own about it does not exist.
        (DeadlineState::Open, Owed::Acceptance) => Some(Why::NoLetter),
        (DeadlineState::Open, Owed::Report(_)) => None,
    };
    if let Some(why) = quieted {
        for step in steps.iter_mut().filter(|step| step.why != Why::AlreadySent) {
            step.why = why;
        }
    }
    let escalates = steps.iter().any(|step| {
        step.step == StepName::Escalated && matches!(step.why, Why::Due | Why::AlreadySent)
    });
    let contacts: Vec<String> =
        debtor.people.iter().map(|person| format!("{} <{}>", person.name, person.email)).collect();
    let mut going_out = Vec::new();
    for step in steps.iter_mut().filter(|step| step.why == Why::Due) {
        let (people, audience) = match step.step.audience() {
            Audience::Recipient if debtor.people.is_empty() => {
                step.why = Why::NoRecipient;
                // Before the due day the case officers can do without a letter: the round reports it,
                // and there is time. After it they are told, unless an escalation tells them anyway.
                let told = !step.step.is_before() && !escalates;
                (if told { officers } else { &[] }, Audience::CaseOfficer)
            }
            Audience::Recipient => (debtor.people.as_slice(), Audience::Recipient),
            Audience::CaseOfficer => (officers, Audience::CaseOfficer),
        };
        if people.is_empty() {
            step.why = Why::NoRecipient;
        }
        going_out.extend(people.iter().map(|person| Planned {
            deadline: deadline.clone(),
            organisation_name: debtor.name.clone(),
            step: step.step,
            on: step.on,
            recipient: Addressee {
                name: person.name.clone(),
                email: person.email.clone(),
                language: match audience {
                    Audience::Recipient => debtor.language,
                    Audience::CaseOfficer => Language::default(),
                },
                audience,
            },
            why: step.why,
            contacts: contacts.clone(),
        }));
    }
    Outlook { deadline, organisation_name: debtor.name.clone(), steps, going_out }
}
