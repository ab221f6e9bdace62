//! Writing the next version of a scheme: every element that the rules demand, and the rules it rests on.

use super::{field_of, found, refused, rule_kind, said};
use crate::{
    App,
    forms::{Stale, stale::sides},
    kit::{
        Choice, Confirmation, ConfirmationPage, Control, FieldErrors, Filled, Form, FormField,
        PageFrame, Problem, Texts, format, render, render_as,
    },
    session::Officer,
};
use askama::Template;
use axum::{
    Form as Sent,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grant_applications::{
    Rule, RuleKind, SchemeError, SchemeVersion, discard_scheme_draft, publish_scheme_draft,
    queries::SchemeView, revise_scheme, save_scheme_draft,
};
use vocabulary::Day;

#[derive(Template)]
#[template(path = "schemes/draft.html")]
struct DraftPage {
    frame: PageFrame,
    slug: String,
    revision: i32,
    form: Form,
    /// The indices of the rules that are shown.
    rules: Vec<usize>,
    stale: Option<Stale>,
}

impl DraftPage {
    /// The field of a rule.
    fn rule(&self, index: &usize, part: &str) -> FormField {
        self.form.field(&format!("rule.{index}.{part}"))
    }
}

const RULE_PARTS: [&str; 6] = ["kind", "title", "reference", "approved_by", "dated_on", "address"];

/// The rules that say anything.
fn sent_rules(filled: &Filled) -> Vec<usize> {
    const MOST: usize = 100;
    let says = |index: &usize| {
        RULE_PARTS.iter().any(|part| !filled.one(&format!("rule.{index}.{part}")).is_empty())
    };
    (0..MOST).filter(says).collect()
}

/// The rules to show: those that say anything, and an empty one.
fn shown_rules(filled: &Filled) -> Vec<usize> {
    let mut rules = sent_rules(filled);
    rules.push(rules.last().map_or(0, |last| last + 1));
    rules
}

fn fields(filled: &Filled, texts: Texts) -> Vec<FormField> {
    let lines = |name: &str, key: &str, hint: &str| {
        FormField::lines(5, name, texts.t(key)).hint(texts.t(hint))
    };
    let mut fields = vec![
        FormField::day("valid_from", texts.t("schemes-valid-from")),
        FormField::day("valid_to", texts.t("schemes-valid-to")).optional(),
        FormField::lines(2, "change", texts.t("schemes-change"))
            .hint(texts.t("schemes-change-hint"))
            .optional(),
        lines("goals", "calls-goals", "schemes-goals-hint"),
        lines("target_group", "calls-target-group", "schemes-target-group-hint"),
        lines("achievement_criteria", "calls-achievement", "schemes-achievement-hint"),
        lines("award_criteria", "calls-award-criteria", "schemes-award-criteria-hint"),
        lines("follow_up", "calls-follow-up", "schemes-follow-up-hint"),
        lines("evaluation", "schemes-evaluation", "schemes-evaluation-hint"),
        FormField::lines(3, "support_types", texts.t("schemes-support-types"))
            .hint(texts.t("schemes-support-types-hint"))
            .optional(),
    ];
    let kinds = RuleKind::ALL.map(|kind| Choice::new(kind.word(), rule_kind(kind, texts)));
    for index in shown_rules(filled) {
        let name = |part: &str| format!("rule.{index}.{part}");
        let text = |part: &str, key: &str| FormField::text(name(part), texts.t(key)).optional();
        fields.extend([
            FormField::new(
                Control::Select(kinds.to_vec()),
                name("kind"),
                texts.t("schemes-rule-kind"),
            )
            .optional(),
            text("title", "schemes-rule-title"),
            text("reference", "schemes-rule-reference")
                .hint(texts.t("schemes-rule-reference-hint")),
            text("approved_by", "schemes-rule-approved-by"),
            FormField::day(name("dated_on"), texts.t("schemes-rule-dated-on")).optional(),
            text("address", "schemes-rule-address"),
        ]);
    }
    fields
}

fn fill(version: &SchemeVersion) -> Filled {
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut pairs = vec![
        ("valid_from".to_owned(), version.valid_from.to_string()),
        ("valid_to".to_owned(), day(version.valid_to)),
        ("change".to_owned(), version.change.clone()),
        ("goals".to_owned(), version.goals.clone()),
        ("target_group".to_owned(), version.target_group.clone()),
        ("achievement_criteria".to_owned(), version.achievement_criteria.clone()),
        ("award_criteria".to_owned(), version.award_criteria.clone()),
        ("follow_up".to_owned(), version.follow_up.clone()),
        ("evaluation".to_owned(), version.evaluation.clone()),
        ("support_types".to_owned(), version.support_types.join("\n")),
    ];
    for (index, rule) in version.rulebook.iter().enumerate() {
        let name = |part: &str| format!("rule.{index}.{part}");
        pairs.extend([
            (name("kind"), rule.kind.word().to_owned()),
            (name("title"), rule.title.clone()),
            (name("reference"), rule.reference.clone()),
            (name("approved_by"), rule.approved_by.clone()),
            (name("dated_on"), day(rule.dated_on)),
            (name("address"), rule.address.clone().unwrap_or_default()),
        ]);
    }
    pairs.into()
}

/// What the fields say; days that cannot be read and rules without a kind are noted.
fn read(filled: &Filled, errors: &mut FieldErrors, texts: Texts) -> Option<SchemeVersion> {
    let text = |name: &str| filled.one(name).replace("\r\n", "\n");
    let valid_from = errors.day(filled, "valid_from", texts);
    let day = |name: &str, errors: &mut FieldErrors| match filled.one(name) {
        "" => None,
        _ => errors.day(filled, name, texts),
    };
    let valid_to = day("valid_to", errors);
    let mut rulebook = Vec::new();
    for index in sent_rules(filled) {
        let name = |part: &str| format!("rule.{index}.{part}");
        let kind = RuleKind::from_word(filled.one(&name("kind")));
        if kind.is_none() {
            errors.add(name("kind"), texts.t("form-required"));
        }
        let title = errors.text(filled, &name("title"), texts).unwrap_or_default().to_owned();
        let address = text(&name("address"));
        if !address.is_empty() && !super::is_web(&address) {
            errors.add(name("address"), texts.t("schemes-rule-address-wrong"));
        }
        rulebook.push(Rule {
            kind: kind.unwrap_or(RuleKind::Rulebook),
            title,
            reference: text(&name("reference")),
            approved_by: text(&name("approved_by")),
            dated_on: day(&name("dated_on"), errors),
            address: (!address.is_empty()).then_some(address),
        });
    }
    let support = text("support_types");
    let support = support.lines().map(str::trim).filter(|line| !line.is_empty());
    Some(SchemeVersion {
        // The house gives the number.
        number: 0,
        valid_from: valid_from?,
        valid_to,
        change: text("change"),
        goals: text("goals"),
        target_group: text("target_group"),
        achievement_criteria: text("achievement_criteria"),
        award_criteria: text("award_criteria"),
        follow_up: text("follow_up"),
        evaluation: text("evaluation"),
        support_types: support.map(str::to_owned).collect(),
        rulebook,
    })
}

fn page(
    frame: PageFrame,
    view: &SchemeView,
    revision: i32,
    filled: &Filled,
    errors: &FieldErrors,
    stale: Option<Stale>,
) -> DraftPage {
    let number = view.versions.last().map_or(1, |latest| latest.number + 1);
    let title = frame.t("schemes-draft-title").with("number", number).to_string();
    DraftPage {
        slug: view.scheme.slug.clone(),
        revision,
        form: Form::new(fields(filled, frame.texts)).filled(filled).checked(errors),
        rules: shown_rules(filled),
        stale,
        frame: frame
            .crumb("schemes-title", "/schemes")
            .under(&view.scheme.name, format!("/schemes/{}", view.scheme.slug))
            .titled(title)
            .with_errors(!errors.is_empty()),
    }
}

/// `GET /schemes/{slug}/draft`. Where nothing is being written, back to the scheme.
pub(crate) async fn edit(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let view = found(&app, &actor, &slug).await?;
    let Some(draft) = &view.draft else {
        return Ok(Redirect::to(&format!("/schemes/{slug}")).into_response());
    };
    let filled = fill(&draft.version);
    Ok(render(&page(frame, &view, draft.revision, &filled, &FieldErrors::none(), None)))
}

/// `POST /schemes/{slug}/revise`.
pub(crate) async fn revise(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let view = found(&app, &actor, &slug).await?;
    revise_scheme(&app.db, app.clock.as_ref(), &actor, view.scheme.id)
        .await
        .map_err(|error| refused(frame.texts, &error))?;
    Ok(Redirect::to(&format!("/schemes/{slug}/draft")).into_response())
}

/// `POST /schemes/{slug}/draft`: saved, and published when the button says so.
pub(crate) async fn save(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
    Sent(sent): Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (texts, filled) = (frame.texts, Filled::from(sent));
    let view = found(&app, &actor, &slug).await?;
    let mut errors = FieldErrors::none();
    let revision: i32 = filled.one("revision").parse().unwrap_or(0);
    let again = StatusCode::UNPROCESSABLE_ENTITY;
    let version = read(&filled, &mut errors, texts).filter(|_| errors.is_empty());
    let Some(version) = version else {
        return Ok(render_as(again, &page(frame, &view, revision, &filled, &errors, None)));
    };
    let (clock, id) = (app.clock.as_ref(), view.scheme.id);
    let saved = save_scheme_draft(&app.db, clock, &actor, id, revision, version.clone()).await;
    let revision = match saved {
        Ok(revision) => revision,
        Err(SchemeError::Stale(theirs)) => {
            let sides = sides(&fields(&filled, texts), &fill(&theirs.version), &filled);
            let stale = Stale::by(&theirs.saved_by, theirs.saved_at, sides, &frame);
            let page = page(frame, &view, theirs.revision, &filled, &errors, Some(stale));
            return Ok(render_as(StatusCode::CONFLICT, &page));
        }
        // What was being written is gone: published or discarded by somebody else.
        Err(SchemeError::NoDraft) => {
            return Err(Problem::conflict(texts.t("schemes-no-draft")).or_else_do(
                "see-scheme",
                view.scheme.name,
                format!("/schemes/{slug}"),
            ));
        }
        Err(error) => return Err(refused(texts, &error)),
    };
    let here = format!("/schemes/{slug}");
    match filled.one("do") {
        "publish" => {}
        "stay" => return Ok(Redirect::to(&format!("{here}/draft")).into_response()),
        _ => return Ok(Redirect::to(&here).into_response()),
    }
    match publish_scheme_draft(&app.db, clock, &actor, id).await {
        Ok(_) => return Ok(Redirect::to(&here).into_response()),
        Err(SchemeError::Incomplete(missing)) => {
            for name in missing {
                errors.add(field_of(name), texts.t("schemes-must-say"));
            }
        }
        Err(error @ SchemeError::EndsBeforeItBegins { .. }) => {
            errors.add("valid_to", said(texts, &error));
        }
        Err(error @ SchemeError::BeforeTheLast(_)) => {
            errors.add("valid_from", said(texts, &error));
        }
        Err(error) => return Err(refused(texts, &error)),
    }
    Ok(render_as(again, &page(frame, &view, revision, &filled, &errors, None)))
}

/// `GET /schemes/{slug}/discard`.
pub(crate) async fn confirm_discard(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let view = found(&app, &actor, &slug).await?;
    let here = format!("/schemes/{slug}");
    let Some(draft) = &view.draft else { return Ok(Redirect::to(&here).into_response()) };
    let ask = Confirmation::new(format!("{here}/discard"), frame.t("schemes-discard"), &here)
        .consequence(frame.t("schemes-discard-consequence"))
        .dangerous();
    let saved =
        format!("{}, {}", draft.saved_by, format::instant(draft.saved_at, frame.language()));
    let facts = vec![crate::kit::Fact::new(frame.t("schemes-draft-saved"), saved)];
    let frame = frame
        .crumb("schemes-title", "/schemes")
        .under(&view.scheme.name, here)
        .titled_by("schemes-discard-title");
    Ok(render(&ConfirmationPage { frame, facts, confirmation: ask }))
}

/// `POST /schemes/{slug}/discard`.
pub(crate) async fn discard(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let view = found(&app, &actor, &slug).await?;
    match discard_scheme_draft(&app.db, app.clock.as_ref(), &actor, view.scheme.id).await {
        // Somebody has thrown it away already: that is what was wanted.
        Ok(()) | Err(SchemeError::NoDraft) => {}
        Err(error) => return Err(refused(frame.texts, &error)),
    }
    let next =
        if view.versions.is_empty() { "/schemes".into() } else { format!("/schemes/{slug}") };
    Ok(Redirect::to(&next).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_comes_back_from_the_page_as_it_was() {
        let version = SchemeVersion {
            number: 0,
            goals: "Flere i arbeid".into(),
            support_types: vec!["lønn".into(), "etablering".into()],
            rulebook: vec![Rule {
                kind: RuleKind::Regulation,
                title: "Forskrift".into(),
                reference: "FOR-1".into(),
                approved_by: "HOD".into(),
                dated_on: Day::new(2019, 3, 4),
                address: Some("https://lovdata.no/x".into()),
            }],
            ..SchemeVersion::default()
        };
        let mut errors = FieldErrors::none();
        let filled = fill(&version);
        assert_eq!(read(&filled, &mut errors, Texts::default()), Some(version));
        assert!(errors.is_empty());
        let fields = fields(&filled, Texts::default());
        assert!(fields.iter().any(|field| field.name == "rule.1.title"), "room for another rule");
    }

    #[test]
    fn every_missing_element_has_its_field() {
        let fields = fields(&Filled::default(), Texts::default());
        for missing in SchemeVersion::default().missing() {
            let field = field_of(missing);
            assert_ne!(field, "change", "{missing}");
            assert!(fields.iter().any(|one| one.name == field), "{missing}");
        }
    }
}
