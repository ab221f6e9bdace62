//! `/work/replay`: another go for all dead work that fits, after having seen how much that is.

use super::{
    acts::{MOST_REPLAYED, replay_matching},
    words,
};
use crate::{
    App, Officer,
    kit::{
        Choice, Confirmation, Control, FieldErrors, Filled, Form, FormField, PageFrame, Problem,
        Texts, render, render_as,
    },
};
use askama::Template;
use axum::{
    Form as Posted,
    extract::{Query, State as Given},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use worklist::{
    DeadFilter, ReplayError, State,
    queries::{backlog, dead},
};

#[derive(Template)]
#[template(path = "work/again.html")]
struct AgainPage {
    frame: PageFrame,
    /// What is looked for.
    form: Form,
    found: u64,
    /// Asked when there is something to replay.
    confirmation: Option<Confirmation>,
}

/// `GET /work/replay`.
pub(crate) async fn confirm_again(
    Given(app): Given<App>,
    Officer(_): Officer,
    frame: PageFrame,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let filter = read(&filled, &mut errors, frame.texts);
    answer(&app, frame, &filled, &errors, &filter).await
}

/// `POST /work/replay`.
pub(crate) async fn replay_many(
    Given(app): Given<App>,
    Officer(actor): Officer,
    frame: PageFrame,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let filled = Filled::from(pairs);
    let mut errors = FieldErrors::none();
    let filter = read(&filled, &mut errors, texts);
    let note = errors.text(&filled, "note", texts).map(str::to_owned);
    let (Some(note), true) = (note, errors.is_empty()) else {
        return answer(&app, frame, &filled, &errors, &filter).await;
    };
    let replayed = replay_matching(&app.db, app.clock.now(), &actor, &filter, &note).await;
    replayed.map_err(|error| match error {
        ReplayError::Database(error) => Problem::internal(&error),
        // Something was asked for in the very moment: nothing was replayed, and looking again helps.
        _ => Problem::conflict(texts.t("work-asked-again")).or_else_do(
            "look",
            texts.t("work-again"),
            "/work/replay",
        ),
    })?;
    app.bell.ring();
    let kind = filter.kind.map(|kind| format!("?kind={kind}")).unwrap_or_default();
    Ok(Redirect::to(&format!("/work{kind}")).into_response())
}

/// What is looked for. A day that is none is said at its field.
fn read(filled: &Filled, errors: &mut FieldErrors, texts: Texts) -> DeadFilter {
    let said =
        |name: &str| Some(filled.one(name).trim().to_owned()).filter(|text| !text.is_empty());
    let since = said("since").and_then(|_| errors.day(filled, "since", texts));
    DeadFilter {
        kind: said("kind"),
        reason: said("reason"),
        since: since.map(vocabulary::Day::begins_at),
    }
}

async fn answer(
    app: &App,
    frame: PageFrame,
    filled: &Filled,
    errors: &FieldErrors,
    filter: &DeadFilter,
) -> Result<Response, Problem> {
    let texts = frame.texts;
    let found = if errors.of("since").is_some() { 0 } else { dead(&app.db, filter).await? };
    let t = |key: &str| texts.t(key).to_string();
    let counts = backlog(&app.db).await?;
    let kinds = counts.iter().filter(|count| count.state == State::Dead);
    let any = Choice::new("", t("list-any"));
    let kinds: Vec<Choice> = [any]
        .into_iter()
        .chain(kinds.map(|count| Choice::new(&count.kind, words::kind(texts, &count.kind))))
        .collect();
    let form = Form::new([
        FormField::new(Control::Select(kinds), "kind", t("work-kind")).optional(),
        FormField::text("reason", t("work-again-reason"))
            .hint(t("work-again-reason-hint"))
            .max_length(200)
            .optional(),
        FormField::day("since", t("work-again-since")).optional(),
    ]);
    let some = found.min(MOST_REPLAYED);
    let note = FormField::lines(2, "note", t("work-note")).hint(t("work-note-hint"));
    let mut confirmation = Confirmation::new(
        "/work/replay",
        texts.t("work-again-do").with("count", some).to_string(),
        "/work?state=dead",
    )
    .consequence(texts.t("work-again-how-many").with("count", some).to_string())
    .consequence(t("work-again-live"))
    .consequence(t("work-replay-journal"));
    if found > some {
        let rest = texts.t("work-again-rest").with("count", found - some).to_string();
        confirmation = confirmation.consequence(rest);
    }
    for name in ["kind", "reason", "since"] {
        confirmation = confirmation.hidden(name, filled.one(name));
    }
    let page = AgainPage {
        frame: frame
            .titled_by("work-again")
            .crumb("work-title", "/work")
            .with_errors(!errors.is_empty()),
        form: form.filled(filled).checked(errors),
        confirmation: (found > 0).then(|| confirmation.field(note.filled(filled).checked(errors))),
        found,
    };
    match errors.is_empty() {
        true => Ok(render(&page)),
        false => Ok(render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)),
    }
}
