//! Looking an application over, sending it in, and the receipt.

use super::{
    compare::{Meanwhile, base_of, stale_page},
    findings::{FindingView, findings},
    opened::{Opened, definition, here, name, reading},
    refusals,
    show::seen,
    unsaved::not_now_page,
};
use crate::{
    App, PathOf,
    calls::words::last_day,
    kit::{
        ErrorLine, Fact, PageFrame, Problem,
        format::{instant, kroner},
        render, render_as,
    },
    questions::{Places, ReadingView, Typed, error_lines},
    session::Signed,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use forms::Doubt;
use grant_applications::{
    Application, ApplicationState, ApplicationVerb, ApplyError, Arrival, Content, arrival,
    ask_signature, submit_application,
};
use letters::{
    About, LetterKind,
    queries::{LetterFilter, letters_for_actor},
};
use vocabulary::{Actor, ApplicationId, Day, Language};

#[derive(Template)]
#[template(path = "applications/submit.html")]
struct SubmitPage {
    frame: PageFrame,
    here: String,
    /// What is looked over here, to be told apart from what is saved meanwhile.
    revision: i32,
    base: String,
    seen: Vec<(String, String)>,
    facts: Vec<Fact>,
    errors: Vec<ErrorLine>,
    warnings: Vec<ErrorLine>,
    /// What speaks against it in the rules of the call; it can be sent in all the same.
    to_mend: Vec<FindingView>,
    reading: ReadingView,
    /// Those who sign, when this person is none of them.
    signatories: Vec<String>,
    /// Only the applicant's own people send in.
    is_own: bool,
    is_late: bool,
    is_supplement: bool,
    until: Day,
}

async fn submit_page(
    app: &App,
    actor: &Actor,
    opened: Opened,
    doubts: &[Doubt],
    frame: PageFrame,
) -> Result<SubmitPage, Problem> {
    let application = &opened.application;
    let edit = format!("{}/edit?check=yes", opened.here());
    let lines = |warns| error_lines(doubts, warns, &opened.definition, &frame, &edit);
    let signatories =
        organisations::signatories_on(&app.db, application.organisation, app.clock.today()).await?;
    let signs = signatories.iter().any(|one| Some(one.id) == actor.person());
    let signatories = if signs { Vec::new() } else { signatories };
    let answers = opened.answers();
    let content = Content::of(&opened.definition, &forms::settled(&opened.definition, answers));
    let language = frame.language();
    let mut facts = vec![
        Fact::new(frame.t("applications-reference"), &application.reference),
        Fact::new(frame.t("applications-project"), &content.title),
        Fact::new(frame.t("applications-call"), opened.call.title_in(language)),
        Fact::new(frame.t("applications-amount"), kroner(content.amount, language)),
    ];
    if let Some(version) = application.version() {
        let at = instant(version.submitted_at, language);
        facts.push(Fact::new(frame.t("applications-sent-before"), at));
    }
    let now = app.clock.now();
    // Of what is about to be sent, not of what was sent before.
    let about_to_be = Application { content, ..application.clone() };
    let found = findings(app, actor, &about_to_be, &opened.call, &frame).await?;
    Ok(SubmitPage {
        to_mend: found.to_mend,
        here: opened.here(),
        revision: application.revision,
        base: base_of(&opened.definition, answers),
        seen: forms::fields::fill(&opened.definition, answers),
        errors: lines(false),
        warnings: lines(true),
        reading: reading(&frame, &opened.definition, answers, &opened.places, &opened.files()),
        signatories: signatories.into_iter().map(|one| one.name).collect(),
        is_own: actor.applies_for(application.organisation),
        is_late: application.state == ApplicationState::Draft
            && arrival(&opened.call, now) == Some(Arrival::Late),
        is_supplement: application.state.request().is_some(),
        until: last_day(&opened.call),
        facts,
        frame: opened
            .titled(frame, "applications-submit-title")
            .with_errors(doubts.iter().any(|doubt| !doubt.warns)),
    })
}

/// `GET /applications/{id}/submit`: all that is missing, with where; and what will be sent.
pub(crate) async fn confirm_submit(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let opened = Opened::of_writer(&app, &actor, id, &frame).await?;
    if let Some(error) = opened.why_not(ApplicationVerb::Submit, app.clock.now()) {
        let problem = opened.refused(frame.texts, &error);
        return Ok(not_now_page(frame, &opened, problem));
    }
    let doubts = opened.doubts(opened.answers());
    Ok(render(&submit_page(&app, &actor, opened, &doubts, frame).await?))
}

/// `POST /applications/{id}/submit`: what was looked over. What somebody saved after that is shown first,
/// beside it.
pub(crate) async fn submit(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let typed = Typed::from(pairs);
    // 0 is no revision of anything: who has looked nothing over looks now.
    let seen = typed.one("revision").parse().unwrap_or(0);
    let error = match submit_application(&app.db, app.clock.as_ref(), &actor, id, seen).await {
        Ok(_) => {
            app.bell.ring();
            return Ok(Redirect::to(&format!("{}/receipt", here(id))).into_response());
        }
        Err(error) => error,
    };
    // Read once more only to say what is wrong: most are sent in.
    let opened = Opened::to_write(&app, &actor, id, ApplicationVerb::Submit, &frame).await?;
    match error {
        ApplyError::Incomplete(doubts) => {
            let page = submit_page(&app, &actor, opened, &doubts, frame).await?;
            Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        ApplyError::Stale(theirs) => {
            let base = typed.one("base").to_owned();
            let looked_over = match base.as_str() {
                // Nothing was said of what was seen: there is nothing to compare.
                "" => theirs.working().0.clone(),
                _ => typed.answers(&opened.definition, &opened.places),
            };
            let meanwhile = Meanwhile::SendingIn;
            stale_page(&app, frame, &opened, *theirs, looked_over, &base, meanwhile).await
        }
        error => Err(opened.refused(frame.texts, &error)),
    }
}

/// `POST /applications/{id}/signature`: asks those who sign to send it in.
pub(crate) async fn ask_to_sign(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (_, view) = seen(&app, &actor, id).await?;
    ask_signature(&app.db, app.clock.as_ref(), &actor, &app.desk, id)
        .await
        .map_err(|error| refusals::of_apply(frame.texts, Some(id), &view.call.slug, &error))?;
    app.bell.ring();
    Ok(Redirect::to(&format!("{}?asked=yes", here(id))).into_response())
}

#[derive(Template)]
#[template(path = "applications/receipt.html")]
struct ReceiptPage {
    frame: PageFrame,
    here: String,
    facts: Vec<Fact>,
    pdf: Option<String>,
    reading: ReadingView,
    is_late: bool,
    expected: Option<Day>,
}

/// `GET /applications/{id}/receipt`: what was sent in last, when, and its sum.
pub(crate) async fn receipt(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, view) = seen(&app, &actor, id).await?;
    super::show::refuse_unread(&app, &actor, id, frame.texts).await?;
    let version = application.version().ok_or_else(Problem::not_found)?;
    let language = frame.language();
    let definition = definition(&app, version.form).await?;
    let places = Places::on(&app, application.located_on).await?;
    let facts = vec![
        Fact::new(frame.t("applications-reference"), &application.reference),
        Fact::new(frame.t("applications-project"), &application.content.title),
        Fact::new(frame.t("applications-call"), view.call.title_in(language)),
        Fact::new(frame.t("applications-amount"), kroner(application.content.amount, language)),
        Fact::new(frame.t("applications-version"), version.number.to_string()),
        Fact::new(frame.t("applications-submitted"), instant(version.submitted_at, language)),
        Fact::new(frame.t("applications-submitted-by"), &version.submitted_by),
        Fact::new(frame.t("applications-checksum"), &version.content_hash),
    ];
    let files = format!("{}/files", here(id));
    let page = ReceiptPage {
        here: here(id),
        facts,
        pdf: pdf(&app, &actor, id, language).await?,
        reading: reading(&frame, &definition, &version.answers, &places, &files),
        is_late: version.late,
        expected: view.call.decision_expected_on,
        frame: frame
            .titled_by("applications-receipt-title")
            .crumb("applications-title", "/applications")
            .under(name(&application), here(id)),
    };
    Ok(render(&page))
}

/// Where the receipt lies as PDF: the enclosure of the newest receipt that this reader sees, in their
/// language when there is one.
async fn pdf(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
    language: Language,
) -> Result<Option<String>, Problem> {
    let filter = LetterFilter {
        kind: Some(LetterKind::ApplicationReceipt),
        about: Some(About { thing: "application", id: id.to_string() }),
        ..LetterFilter::default()
    };
    let found = letters_for_actor(&app.db, actor, filter).await?;
    let with_pdf = || found.rows.iter().filter(|row| row.enclosed_name.is_some());
    let newest = with_pdf().map(|row| row.written_at).max();
    let of_newest = || with_pdf().filter(|row| Some(row.written_at) == newest);
    let best = of_newest().find(|row| row.language == language).or_else(|| of_newest().next());
    Ok(best.map(|row| format!("/letters/{}/enclosure", row.id)))
}
