//! Asking for a status report.

use crate::scope::YEARS;
use crate::{
    Audience, MAKE, Reader, ReportState, Scope, StatusReport, Subject, Wanted, repository,
};
use chrono::{DateTime, Utc};
use grant_applications::{Call, CallState};
use journal::Act;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr};
use serde_json::json;
use vocabulary::{Actor, CallId, Clock, Day, Language, StatusReportId};
use worklist::Ask;

/// How often rendering is tried before a report is given up.
const ATTEMPTS: i32 = 5;

/// The name that stands where nobody asked for a report: an order or the last approval did.
pub const BY_ITSELF: &str = "standing-order";

/// Sees what is to be counted, whoever asks.
pub(crate) const COUNTER: Actor = Actor::System("status-reports");

/// The most that somebody names to be told of a report, or an order. Whoever must tell more has a list of its own with one address.
pub const MOST_READERS: usize = 100;

/// Why somebody cannot be told of a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReaderError {
    /// No letter can be sent there.
    #[error(transparent)]
    Address(#[from] letters::NotAnAddress),
    /// More than [`MOST_READERS`].
    #[error("a report can be told of to at most {MOST_READERS} readers")]
    TooMany,
}

/// Why a report could not be asked for.
#[derive(Debug, thiserror::Error)]
pub enum AskForError {
    /// Status reports are the directorate's.
    #[error("only the directorate can ask for status reports")]
    NotYours,
    /// What it is to be about is not there.
    #[error("there is nothing of that name to report on")]
    NoSubject,
    /// Nothing is decided yet, so there is nothing to tell.
    #[error("nothing is decided there yet; a status report can be made after the decision")]
    NotDecided,
    /// The day it is to describe has not come.
    #[error("that day has not come yet; a status report describes today or a day before")]
    NotYet,
    /// Somebody who cannot be told.
    #[error(transparent)]
    Reader(#[from] ReaderError),
    /// The database answered with an error.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Asks for a status report: the request and its row of work are written together. Asking again while
/// it waits gives the one that waits, adds the readers to those that are told, and sees to it that what
/// has changed since the first asking is in it.
pub async fn ask_for(
    db: &DatabaseConnection,
    clock: &dyn Clock,
    actor: &Actor,
    wanted: Wanted,
    readers: &[Reader],
) -> Result<StatusReportId, AskForError> {
    if !actor.is_directorate() {
        return Err(AskForError::NotYours);
    }
    few_enough(readers)?;
    let tx = journal::begin(db).await?;
    let id = ask_within(&tx, clock.now(), actor, wanted, readers).await?;
    tx.commit().await?;
    Ok(id)
}

/// The same in the transaction of whatever makes the report wanted.
pub(crate) async fn ask_within(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    wanted: Wanted,
    readers: &[Reader],
) -> Result<StatusReportId, AskForError> {
    is_not_to_come(wanted.as_of, Day::at(now))?;
    let readers = addressed(readers)?;
    if let Some(waiting) = repository::waiting(tx, wanted).await? {
        return join(tx, now, actor, waiting.id, &readers).await;
    }
    let name = name_of(tx, wanted).await?;
    let Wanted { subject, audience, language, as_of } = wanted;
    let open = match audience {
        Audience::Public => "-offentlig",
        Audience::Internal => "",
    };
    let suffix = match language {
        Language::Nynorsk => "-nn",
        Language::Bokmal | Language::English => "",
    };
    let report = StatusReport {
        id: StatusReportId::fresh(),
        subject,
        audience,
        language,
        as_of,
        asked_at: now,
        asked_by: actor.name().to_owned(),
        asked_times: 1,
        file_name: format!("{name}{open}{suffix}.pdf"),
        title: None,
        state: ReportState::Asked,
        published: None,
    };
    while !repository::insert(tx, &report).await? {
        // Somebody asked for the same at the same moment: it waits, or was made this instant, and then
        // another can be asked for.
        if let Some(waiting) = repository::waiting(tx, wanted).await? {
            return join(tx, now, actor, waiting.id, &readers).await;
        }
    }
    repository::add_readers(tx, report.id, &readers).await?;
    worklist::ask(tx, now, work_for(report.id, now)).await?;
    let detail = json!({
        "about": subject.kind(),
        "id": subject.id(),
        "year": subject.year(),
        "audience": audience.word(),
        "as_of": as_of,
        "readers": readers.len(),
    });
    let act = Act { act: "asked-for", thing: "status-report", id: report.id.to_string(), detail };
    journal::record(tx, actor, now, act).await?;
    Ok(report.id)
}

/// Asks once more for a report that waits.
async fn join(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    waiting: StatusReportId,
    readers: &[Reader],
) -> Result<StatusReportId, AskForError> {
    repository::ask_again(tx, waiting).await?;
    repository::add_readers(tx, waiting, readers).await?;
    let detail = json!({ "readers": readers.len() });
    let id = waiting.to_string();
    let act = Act { act: "asked-for-again", thing: "status-report", id, detail };
    journal::record(tx, actor, now, act).await?;
    // Its work may have died meanwhile; while it lives, asking adds nothing.
    worklist::ask(tx, now, work_for(waiting, now)).await?;
    Ok(waiting)
}

/// Nothing is told of a day that has not come: what is not late yet would be told as late. Nor of one in
/// another age, before any database's calendar begins.
pub(crate) fn is_not_to_come(as_of: Day, today: Day) -> Result<(), AskForError> {
    if as_of > today {
        Err(AskForError::NotYet)
    } else if !YEARS.contains(&as_of.year()) {
        Err(AskForError::NotDecided)
    } else {
        Ok(())
    }
}

/// Nobody names more readers than that. What orders name together, and the officers who are told where
/// nobody ordered, may be more: they must not keep a report from coming.
pub(crate) fn few_enough(readers: &[Reader]) -> Result<(), ReaderError> {
    if readers.len() > MOST_READERS { Err(ReaderError::TooMany) } else { Ok(()) }
}

/// The readers with the addresses that letters go to, each once.
pub(crate) fn addressed(readers: &[Reader]) -> Result<Vec<Reader>, ReaderError> {
    let mut addressed: Vec<Reader> = Vec::with_capacity(readers.len());
    for one in readers {
        let email = letters::usable_address(&one.email)?;
        let name = one.name.trim();
        let name = if name.is_empty() { email.clone() } else { name.to_owned() };
        if addressed.iter().all(|other| other.email != email) {
            addressed.push(Reader { name, email });
        }
    }
    Ok(addressed)
}

/// The name of its file without language and ending, when there was something to tell on its day.
pub(crate) async fn name_of<C: ConnectionTrait>(
    db: &C,
    wanted: Wanted,
) -> Result<String, AskForError> {
    let scope = match wanted.subject {
        Subject::Grant(id) => {
            let grant = funding_periods::queries::grant(db, id).await?;
            let grant = grant.ok_or(AskForError::NoSubject)?;
            was_decided(Some(Day::at(grant.awarded_at)), wanted.as_of)?;
            return Ok(grant.reference.to_lowercase());
        }
        Subject::Call(id) => {
            let call = grant_applications::queries::plain_call(db, id).await?;
            let call = call.ok_or(AskForError::NoSubject)?;
            was_decided(adopted_on(db, id).await?, wanted.as_of)?;
            return Ok(call.slug);
        }
        Subject::Scheme { scheme, year } => Scope::Scheme { scheme, year },
        Subject::County { number, year } => Scope::County { number, year },
        Subject::Year(year) => Scope::Year(year),
    };
    let name = match scope {
        Scope::Scheme { scheme, year } => {
            let schemes =
                grant_applications::queries::schemes_for_actor(db, Some(&COUNTER)).await?;
            let known = schemes.into_iter().find(|view| view.scheme.id == scheme);
            format!("ordning-{}-{year}", known.ok_or(AskForError::NoSubject)?.scheme.slug)
        }
        Scope::County { number, year } => {
            // Applications to the calls of a year may have come in the year before.
            let mut known = false;
            for day in [Day::new(year, 1, 1), Day::new(year - 1, 1, 1)].into_iter().flatten() {
                let counties = organisations::queries::counties_on(db, day).await?;
                known |= counties.iter().any(|county| county.number == number);
            }
            if !known {
                return Err(AskForError::NoSubject);
            }
            format!("fylke-{number}-{year}")
        }
        Scope::Call(_) | Scope::Year(_) => {
            format!("tilskudd-{}", wanted.subject.year().unwrap_or_default())
        }
    };
    let decided = decided_calls(db).await?;
    let first = decided.iter().filter(|(call, _)| is_in(call, scope)).map(|(_, on)| *on).min();
    was_decided(first, wanted.as_of)?;
    Ok(name)
}

/// Something was decided when the day was over.
fn was_decided(first: Option<Day>, as_of: Day) -> Result<(), AskForError> {
    match first.is_some_and(|on| on <= as_of) {
        true => Ok(()),
        false => Err(AskForError::NotDecided),
    }
}

/// The calls that are decided, each with the day that was so.
pub(crate) async fn decided_calls<C: ConnectionTrait>(db: &C) -> Result<Vec<(Call, Day)>, DbErr> {
    let mut decided = Vec::new();
    for call in grant_applications::queries::calls_for_actor(db, Some(&COUNTER)).await? {
        if call.state == CallState::Decided
            && let Some(on) = adopted_on(db, call.id).await?
        {
            decided.push((call, on));
        }
    }
    Ok(decided)
}

/// The day on which the allocation of a call was adopted.
async fn adopted_on<C: ConnectionTrait>(db: &C, call: CallId) -> Result<Option<Day>, DbErr> {
    let scenario = county_allocation::queries::adopted_scenario(db, call).await?;
    Ok(scenario.and_then(|scenario| scenario.adopted).map(|(at, _)| Day::at(at)))
}

/// The call is among those that a report covers; which counties it gave money to is not looked at.
pub(crate) fn is_in(call: &Call, scope: Scope) -> bool {
    match scope {
        Scope::Call(id) => call.id == id,
        Scope::Scheme { scheme, year } => call.scheme == scheme && call.year == year,
        Scope::County { year, .. } | Scope::Year(year) => call.year == year,
    }
}

fn work_for(report: StatusReportId, now: DateTime<Utc>) -> Ask {
    Ask {
        kind: MAKE,
        subject: report.to_string(),
        unique_key: report.to_string(),
        run_at: now,
        priority: 0,
        max_attempts: ATTEMPTS,
        organisation: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_is_told_once_however_the_address_is_written() {
        let reader = |name: &str, email: &str| Reader { name: name.into(), email: email.into() };
        let readers = [
            reader("Dina", "Dina@Direktoratet.example"),
            reader(" ", " post@direktoratet.example "),
            reader("D.", "dina@direktoratet.example"),
        ];
        let told = addressed(&readers).unwrap();
        assert_eq!(
            told,
            [
                reader("Dina", "dina@direktoratet.example"),
                reader("post@direktoratet.example", "post@direktoratet.example"),
            ]
        );
        assert!(addressed(&[reader("X", "x@y@z")]).is_err());
        let many: Vec<Reader> = (0..=MOST_READERS)
            .map(|number| reader("", &format!("{number}@direktoratet.example")))
            .collect();
        assert_eq!(few_enough(&many[1..]), Ok(()));
        assert_eq!(few_enough(&many), Err(ReaderError::TooMany));
        // What comes together from several orders is told to all of them.
        assert_eq!(addressed(&many).map(|told| told.len()), Ok(MOST_READERS + 1));
    }

    #[test]
    fn nothing_is_told_of_a_day_before_the_first_decision() {
        let on: Day = "2012-04-12".parse().unwrap();
        assert!(was_decided(Some(on), on).is_ok());
        for (first, as_of) in [(Some(on), on.plus_days(-1)), (None, on)] {
            assert!(matches!(was_decided(first, as_of), Err(AskForError::NotDecided)));
        }
    }

    #[test]
    fn nothing_is_told_of_a_day_that_has_not_come() {
        let today: Day = "2013-02-14".parse().unwrap();
        assert!(is_not_to_come(today, today).is_ok());
        assert!(is_not_to_come(today.plus_days(-1), today).is_ok());
        let long_ago = chrono::NaiveDate::from_ymd_opt(-200_000, 1, 1).unwrap().into();
        assert!(matches!(is_not_to_come(long_ago, today), Err(AskForError::NotDecided)));
        let tomorrow = is_not_to_come(today.plus_days(1), today);
        assert!(matches!(tomorrow, Err(AskForError::NotYet)));
    }
}
