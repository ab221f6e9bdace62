//! One application with all that this reader may see of it.

use super::{
    attach::scan_notes,
    findings::{Findings, findings},
    onward,
    opened::{definition, here, name, reading, writes},
    refusals, timeline, together, words,
};
use crate::{
    App, PathOf,
    kit::{
        Badge, Fact, Moment, PageFrame, Phase, Problem, Texts,
        format::{instant, kroner},
        render,
    },
    places::{county_names, municipality_name},
    questions::{Places, ReadingView},
    session::Signed,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{
    Application, ApplicationState, ApplicationVerb, Call, DecisionTaken, Part, Request,
    queries::{self, CallView, MayReadError, PanelRow},
};
use serde::Deserialize;
use vocabulary::{Actor, ApplicationId, Role};

/// A button: a link to where a verb is done, or the verb itself.
struct Act {
    label: String,
    href: String,
    is_posted: bool,
    is_main: bool,
}

/// A version that was sent in.
struct VersionRow {
    label: String,
    href: String,
    by: String,
}

#[derive(Template)]
#[template(path = "applications/show.html")]
struct ApplicationPage {
    frame: PageFrame,
    here: String,
    badge: Badge,
    facts: Vec<Fact>,
    acts: Vec<Act>,
    state: ApplicationState,
    grant: Option<String>,
    /// All that was decided, where a new decision has followed the first.
    decisions: Vec<Fact>,
    request: Option<Request>,
    /// Asked for before, and answered.
    asked_before: Vec<Fact>,
    /// Somebody of the applicant looks: what is written beside what was sent in concerns them.
    writes: bool,
    /// When the working copy beside the version sent in was saved, and by whom.
    beside: Option<String>,
    late: Option<String>,
    admitted: Option<String>,
    scans: Vec<String>,
    reading: ReadingView,
    versions: Vec<VersionRow>,
    partners: Vec<String>,
    moments: Vec<Moment>,
    findings: Option<Findings>,
    was_asked: bool,
    /// What comes next, and who does it.
    next: Option<String>,
    request_title: String,
}

/// Instead of the contents: who is to assess declares first, and who is disqualified does not read.
#[derive(Template)]
#[template(path = "applications/closed.html")]
struct ClosedPage {
    frame: PageFrame,
    facts: Vec<Fact>,
    is_blocked: bool,
    impartiality: String,
}

/// What the page says because of what was just done.
#[derive(Deserialize, Default)]
pub(crate) struct Just {
    #[serde(default)]
    asked: String,
}

/// The application when this actor may see it, with its call; else 404. Whether impartiality stands in
/// the way of its contents is another question: [`refuse_unread`].
pub(crate) async fn seen(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(Application, CallView), Problem> {
    let application =
        queries::application_for_actor(&app.db, actor, id).await?.ok_or_else(Problem::not_found)?;
    let call = queries::call(&app.db, application.call).await?.ok_or_else(Problem::not_found)?;
    Ok((application, call))
}

/// Refuses the contents to who must declare impartiality first, or is disqualified.
pub(crate) async fn refuse_unread(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
    texts: Texts,
) -> Result<(), Problem> {
    match queries::may_read(&app.db, actor, app.clock.today(), id).await {
        Ok(()) => Ok(()),
        Err(MayReadError::NotDeclared) => {
            Err(refusals::closed(texts, id, "applications-declare-first"))
        }
        Err(MayReadError::Blocked(_)) => {
            Err(refusals::closed(texts, id, "applications-disqualified"))
        }
        Err(MayReadError::Database(error)) => Err(error.into()),
    }
}

/// `GET /applications/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    Query(just): Query<Just>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, view) = match seen(&app, &actor, id).await {
        Ok(seen) => seen,
        // The letter that invites leads here.
        Err(_) if together::is_invited(&app, &actor, id).await? => {
            return Ok(Redirect::to(&format!("{}/organisations/join", here(id))).into_response());
        }
        Err(problem) => return Err(problem),
    };
    let call = view.call;
    match queries::may_read(&app.db, &actor, app.clock.today(), id).await {
        Ok(()) => {}
        Err(MayReadError::Database(error)) => return Err(error.into()),
        Err(error) => return closed(&app, &application, &call, frame, &error).await,
    }
    let officer = actor.is_directorate();
    let writes = writes(&actor, &application);
    let definition = definition(&app, application.form).await?;
    let places = Places::on(&app, application.located_on).await?;
    let language = frame.language();
    let files = format!("{}/files", here(id));
    let grant = funding_periods::queries::grant_of_application(&app.db, id).await?;
    let beside = application.draft.as_ref().filter(|_| writes);
    let beside = beside.filter(|_| application.state != ApplicationState::Draft).map(|draft| {
        let at = instant(draft.saved_at, language);
        frame.t("applications-at-by").with("at", at).with("name", &draft.saved_by).to_string()
    });
    let found = if officer {
        Some(findings(&app, &actor, &application, &call, &frame).await?)
    } else {
        None
    };
    let now = app.clock.now();
    let panel = match officer {
        true => queries::panel_for_actor(&app.db, &actor, app.clock.today(), id).await?,
        false => None,
    };
    let next = match &panel {
        Some(panel) => onward::for_officer(&application, &call, panel, now, &frame),
        None => onward::for_applicant(&application, &call, now, &frame),
    };
    let mut facts = facts(&app, &application, &call, &frame).await?;
    let mut acts = acts(&app, &actor, &application, &call, &frame);
    if let Some(panel) = &panel {
        facts.extend(assessors_fact(&application, panel, &frame));
        // Who is not asked, or has handed in, only reads what was said.
        let assesses = panel.own.as_ref().is_some_and(|own| own.part == Part::Impartial);
        acts.retain(|act| assesses || !act.href.ends_with("/assess"));
        if panel.able == 0
            && actor.is(Role::CaseOfficer)
            && matches!(application.state, ApplicationState::Checked(_))
        {
            let label = frame.t("applications-choose-assessors").into();
            let href = format!("{}/assessors", here(id));
            acts.insert(0, Act { label, href, is_posted: false, is_main: true });
        }
    }
    if acts.iter().any(|act| act.href.ends_with("/award")) {
        let adopted = county_allocation::queries::adopted_scenario(&app.db, call.id).await?;
        let waits = adopted.is_some_and(|adopted| adopted.reserve_list().contains(&id));
        acts.retain(|act| waits || !act.href.ends_with("/award"));
    }
    let decisions = queries::decisions(&app.db, id).await?;
    let request_title = application.state.request().map(|request| {
        let key = match officer {
            true => "applications-request-officer",
            false => "applications-request-title",
        };
        frame.t(key).with("day", request.due_on.in_words(language)).into()
    });
    let page = ApplicationPage {
        here: here(id),
        next,
        request_title: request_title.unwrap_or_default(),
        badge: words::badge(application.state.word(), officer, frame.texts),
        facts,
        acts,
        grant: grant.map(|grant| format!("/grants/{}", grant.id)),
        decisions: if decisions.len() > 1 { decided(decisions, &frame) } else { Vec::new() },
        request: application.state.request().cloned(),
        asked_before: asked_before(&application, &frame),
        writes,
        beside,
        // As long as that is what has to be decided, the sentence on what comes next says it.
        late: (application.arrived_late && !matches!(application.state, ApplicationState::Late(_)))
            .then(|| frame.t("applications-arrived-late").into()),
        admitted: application.admitted.as_ref().map(|admitted| {
            let at = instant(admitted.at, language);
            let text = frame.t("applications-was-admitted").with("at", at);
            text.with("reason", &admitted.reason).into()
        }),
        scans: scan_notes(&app, &actor, &application, frame.texts).await?,
        reading: reading(&frame, &definition, &application.answers, &places, &files),
        versions: versions(&application, &frame),
        partners: application
            .organisations
            .iter()
            .filter(|one| one.takes_part())
            .map(|one| one.name.clone())
            .collect(),
        moments: timeline::of_application(&app, id, officer, frame.texts).await?,
        findings: found,
        was_asked: !just.asked.is_empty(),
        frame: frame.titled(name(&application)).crumb("applications-title", "/applications"),
        state: application.state,
    };
    Ok(render(&page))
}

async fn closed(
    app: &App,
    application: &Application,
    call: &Call,
    frame: PageFrame,
    error: &MayReadError,
) -> Result<Response, Problem> {
    let organisation = organisations::organisation(&app.db, application.organisation).await?;
    let facts = vec![
        Fact::new(frame.t("applications-reference"), &application.reference),
        Fact::new(
            frame.t("applications-applicant"),
            organisation.map(|found| found.name).unwrap_or_default(),
        ),
        Fact::new(frame.t("applications-call"), call.title_in(frame.language())),
    ];
    let page = ClosedPage {
        facts,
        is_blocked: matches!(error, MayReadError::Blocked(_)),
        impartiality: format!("{}/impartiality", here(application.id)),
        frame: frame
            .titled(application.reference.clone())
            .crumb("applications-title", "/applications"),
    };
    Ok(render(&page))
}

async fn facts(
    app: &App,
    application: &Application,
    call: &Call,
    frame: &PageFrame,
) -> Result<Vec<Fact>, Problem> {
    let language = frame.language();
    let organisation = organisations::organisation(&app.db, application.organisation).await?;
    let on = application.located_on;
    let municipality = municipality_name(&app.db, application.municipality, on).await?;
    let county = county_names(&app.db, on).await?.remove(&application.county);
    let content = &application.content;
    let mut facts = vec![
        Fact::new(frame.t("applications-reference"), &application.reference),
        Fact::new(
            frame.t("applications-applicant"),
            organisation.map(|found| found.name).unwrap_or_default(),
        ),
        Fact::new(
            frame.t("applications-place"),
            match county {
                Some(county) => format!("{municipality}, {county}"),
                None => municipality,
            },
        ),
        Fact::new(frame.t("applications-call"), call.title_in(language))
            .leading_to(format!("/calls/{}", call.slug)),
        Fact::new(frame.t("applications-amount"), kroner(content.amount, language)),
        Fact::new(frame.t("applications-own-share"), kroner(content.own_share, language)),
    ];
    if let Some(submission) = application.state.submission() {
        let when = instant(submission.at, language);
        let by = frame.t("applications-at-by").with("at", when).with("name", &submission.by);
        let fact = Fact::new(frame.t("applications-submitted"), by);
        facts.push(match application.version() {
            Some(_) => fact.leading_to(format!("{}/receipt", here(application.id))),
            None => fact,
        });
    }
    Ok(facts)
}

/// Who assesses it and how far they have come, with the way to change it.
fn assessors_fact(application: &Application, panel: &PanelRow, frame: &PageFrame) -> Option<Fact> {
    if panel.able == 0 && !matches!(application.state, ApplicationState::Checked(_)) {
        return None;
    }
    let done = panel.able.saturating_sub(panel.awaited.len());
    let text = match panel.able {
        0 => frame.t("applications-assessors-none"),
        able => frame.t("applications-assessors-done").with("done", done).with("count", able),
    };
    let href = format!("{}/assessors", here(application.id));
    Some(Fact::new(frame.t("assessments-assessors"), text).leading_to(href))
}

/// What was decided, the first decision first.
fn decided(decisions: Vec<DecisionTaken>, frame: &PageFrame) -> Vec<Fact> {
    let fact = |one: DecisionTaken| {
        let at = instant(one.at, frame.language());
        let key = format!("reversal-decision-{}", one.kind);
        let term = frame.t(&key).with("at", at);
        let term = term.with("amount", one.amount).with("by", &one.by);
        Fact::new(term, one.reason)
    };
    decisions.into_iter().map(fact).collect()
}

fn versions(application: &Application, frame: &PageFrame) -> Vec<VersionRow> {
    let language = frame.language();
    let row = |version: &grant_applications::Version| {
        let at = instant(version.submitted_at, language);
        VersionRow {
            label: frame.t("applications-version-title").with("number", version.number).into(),
            href: format!("{}/versions/{}", here(application.id), version.number),
            by: frame
                .t("applications-at-by")
                .with("at", at)
                .with("name", &version.submitted_by)
                .into(),
        }
    };
    application.versions.iter().rev().map(row).collect()
}

/// What was asked for before, and when it was answered; what is asked for now stands on top.
fn asked_before(application: &Application, frame: &PageFrame) -> Vec<Fact> {
    let language = frame.language();
    let answered = application.requests.iter().filter_map(|asked| {
        let at = instant(asked.answered_at?, language);
        let term = frame.t("applications-asked-and-answered").with("at", at);
        Some(Fact::new(term, &asked.what))
    });
    answered.collect()
}

/// The buttons: what is possible now, of that what this person may do.
fn acts(
    app: &App,
    actor: &Actor,
    application: &Application,
    call: &Call,
    frame: &PageFrame,
) -> Vec<Act> {
    let now = app.clock.now();
    let possible = application.possible_at(call, now);
    let own = application.possible_for(actor, call, now);
    let writes = writes(actor, application);
    let fits = |verb: &ApplicationVerb| match verb {
        // Who has joined looks it over too; the page says who sends it in.
        ApplicationVerb::Submit => writes,
        ApplicationVerb::Assess => actor.is(Role::CaseOfficer),
        // Nobody refuses a single application: the allocation decides all of them.
        ApplicationVerb::Refuse => false,
        // The page of the grant asks for that.
        ApplicationVerb::Reverse => false,
        verb => own.contains(verb),
    };
    let act = |verb: ApplicationVerb| {
        let label = match verb {
            ApplicationVerb::Save if application.state.request().is_some() => {
                frame.t("applications-supplement")
            }
            ApplicationVerb::Save if application.state != ApplicationState::Draft => {
                frame.t("applications-change")
            }
            ApplicationVerb::Save => frame.t("applications-edit"),
            ApplicationVerb::Submit if application.state != ApplicationState::Draft => {
                frame.t("applications-submit-changes")
            }
            ApplicationVerb::Submit => frame.t("applications-look-over"),
            ApplicationVerb::Drop => frame.t("applications-drop"),
            ApplicationVerb::Withdraw => frame.t("applications-withdraw"),
            ApplicationVerb::Check => frame.t("applications-check"),
            ApplicationVerb::Ask => frame.t("applications-ask"),
            ApplicationVerb::Admit => frame.t("applications-admit"),
            ApplicationVerb::Dismiss => frame.t("applications-dismiss"),
            ApplicationVerb::Assess => frame.t("applications-assess"),
            ApplicationVerb::Award | ApplicationVerb::Refuse => frame.t("applications-allocate"),
            ApplicationVerb::AwardLater => frame.t("reversal-later-do"),
            ApplicationVerb::Reverse => frame.t("reversal-do"),
        };
        let is_posted = verb == ApplicationVerb::Check;
        let href = if is_posted {
            Some(format!("{}/check", here(application.id)))
        } else {
            words::href(&application.id, &call.slug, verb.word())
        };
        let is_main = matches!(
            verb,
            ApplicationVerb::Submit
                | ApplicationVerb::Check
                | ApplicationVerb::Admit
                | ApplicationVerb::Assess
        );
        Some(Act { label: label.into(), href: href?, is_posted, is_main })
    };
    let mut acts: Vec<Act> = possible.into_iter().filter(fits).filter_map(act).collect();
    acts.sort_by_key(|act| !act.is_main);
    acts
}
