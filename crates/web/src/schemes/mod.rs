//! Schemes: the list, one scheme through its versions, and writing the next one.

mod draft;
mod new;
mod thresholds;

pub(crate) use draft::{confirm_discard, discard, edit, revise, save};
pub(crate) use new::{ask, begin};
pub(crate) use thresholds::set;

use crate::{
    App,
    kit::{Fact, FieldProblem, Form, PageFrame, Problem, Texts, format, render},
    session::Officer,
    text::paragraphs,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use grant_applications::{
    AppealDoubt, Rule, RuleKind, SchemeError, SchemeVersion, ThresholdRule, in_force, queries,
    queries::SchemeView,
};
use vocabulary::{Actor, Money};

struct SchemeRow {
    href: String,
    name: String,
    programme: String,
    appropriation: String,
    /// The number of the version that is published last.
    version: Option<i32>,
    is_written: bool,
}

#[derive(Template)]
#[template(path = "schemes/list.html")]
struct SchemeList {
    frame: PageFrame,
    rows: Vec<SchemeRow>,
}

/// `GET /schemes`.
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let views = queries::schemes_for_actor(&app.db, Some(&actor)).await?;
    let row = |view: SchemeView| SchemeRow {
        href: format!("/schemes/{}", view.scheme.slug),
        appropriation: appropriation(&view, frame.texts),
        version: view.versions.last().map(|version| version.number),
        is_written: view.draft.is_some(),
        name: view.scheme.name,
        programme: view.programme.name,
    };
    let rows = views.into_iter().map(row).collect();
    Ok(render(&SchemeList { frame: frame.titled_by("schemes-title"), rows }))
}

fn appropriation(view: &SchemeView, texts: Texts) -> String {
    texts
        .t("calls-chapter-item")
        .with("chapter", &view.scheme.chapter)
        .with("item", &view.scheme.item)
        .into()
}

/// A wording of the scheme under its heading.
pub(crate) struct Passage {
    /// The heading.
    pub heading: String,
    /// The text.
    pub paragraphs: Vec<String>,
}

/// What a version says, element by element.
pub(crate) fn passages(version: &SchemeVersion, texts: Texts) -> Vec<Passage> {
    let all = [
        (texts.t("calls-goals"), &version.goals),
        (texts.t("calls-target-group"), &version.target_group),
        (texts.t("calls-achievement"), &version.achievement_criteria),
        (texts.t("calls-award-criteria"), &version.award_criteria),
        (texts.t("calls-follow-up"), &version.follow_up),
        (texts.t("schemes-evaluation"), &version.evaluation),
    ];
    // A version that is older than an element says nothing of it.
    let said = all.into_iter().filter(|(_, text)| !text.trim().is_empty());
    said.map(|(heading, text)| Passage { heading: heading.into(), paragraphs: paragraphs(text) })
        .collect()
}

/// A text of rules, as people cite it.
pub(crate) struct Cited {
    /// What kind of text it is.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Where it can be read.
    pub address: Option<String>,
    /// Reference, who approved it, the date.
    pub more: String,
}

/// The rules a version rests on.
pub(crate) fn cited(version: &SchemeVersion, texts: Texts) -> Vec<Cited> {
    let one = |rule: &Rule| {
        let day = rule.dated_on.map(|day| day.in_words(texts.language()));
        let parts = [rule.reference.clone(), rule.approved_by.clone(), day.unwrap_or_default()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Cited {
            kind: rule_kind(rule.kind, texts),
            title: rule.title.clone(),
            // Only addresses of the web become links: a page never runs what staff typed.
            address: rule.address.clone().filter(|address| is_web(address)),
            more: parts.join(", "),
        }
    };
    version.rulebook.iter().map(one).collect()
}

fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

fn rule_kind(kind: RuleKind, texts: Texts) -> String {
    match kind {
        RuleKind::Rulebook => texts.t("schemes-rule-rulebook").into(),
        RuleKind::Regulation => texts.t("schemes-rule-regulation").into(),
        RuleKind::Act => texts.t("schemes-rule-act").into(),
        RuleKind::Circular => texts.t("schemes-rule-circular").into(),
    }
}

fn threshold_rule(rule: ThresholdRule, texts: Texts) -> String {
    match rule {
        ThresholdRule::ReportingWaivedBelow => texts.t("schemes-threshold-reporting").into(),
        ThresholdRule::AuditorStatementFrom => texts.t("schemes-threshold-auditor").into(),
    }
}

struct VersionView {
    number: i32,
    from: String,
    to: Option<String>,
    change: String,
    passages: Vec<Passage>,
    support_types: Vec<String>,
    rules: Vec<Cited>,
}

struct ThresholdRow {
    rule: String,
    /// For this scheme alone.
    is_own: bool,
    amount: Money,
    from: String,
    source: String,
    is_in_force: bool,
}

#[derive(Template)]
#[template(path = "schemes/show.html")]
struct SchemePage {
    frame: PageFrame,
    slug: String,
    facts: Vec<Fact>,
    about: Vec<String>,
    versions: Vec<VersionView>,
    /// By whom and when the draft was saved.
    draft: Option<(String, String)>,
    thresholds: Vec<ThresholdRow>,
    threshold_form: Form,
}

/// A scheme that there is; 404 else.
async fn found(app: &App, actor: &Actor, slug: &str) -> Result<SchemeView, Problem> {
    let view = queries::scheme_for_actor(&app.db, Some(actor), slug).await?;
    view.ok_or_else(Problem::not_found)
}

/// `GET /schemes/{slug}`.
pub(crate) async fn show(
    State(app): State<App>,
    Officer(actor): Officer,
    Path(slug): Path<String>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let view = found(&app, &actor, &slug).await?;
    let form = thresholds::blank(&frame);
    Ok(render(&page(&app, view, frame, form).await?))
}

async fn page(
    app: &App,
    view: SchemeView,
    frame: PageFrame,
    threshold_form: Form,
) -> Result<SchemePage, Problem> {
    let (texts, language) = (frame.texts, frame.language());
    let today = app.clock.today();
    let all = queries::thresholds(&app.db).await?;
    let slug = view.scheme.slug.clone();
    let row = |one: &grant_applications::Threshold| ThresholdRow {
        rule: threshold_rule(one.rule, texts),
        is_own: !one.scheme_slug.is_empty(),
        amount: one.amount,
        from: one.valid_from.short(),
        source: format!("{} ({})", one.source, one.source_on.short()),
        is_in_force: in_force(&all, one.rule, &slug, today) == Some(one),
    };
    let of_this = all.iter().filter(|one| one.scheme_slug.is_empty() || one.scheme_slug == slug);
    let thresholds = of_this.map(row).collect();
    let version = |version: &SchemeVersion| VersionView {
        number: version.number,
        from: version.valid_from.in_words(language),
        to: version.valid_to.map(|day| day.in_words(language)),
        change: version.change.clone(),
        passages: passages(version, texts),
        support_types: version.support_types.clone(),
        rules: cited(version, texts),
    };
    let appealable =
        texts.t(if view.scheme.appealable { "questions-yes" } else { "questions-no" }).to_string();
    let mut facts = vec![
        Fact::new(texts.t("schemes-programme"), &view.programme.name),
        Fact::new(texts.t("schemes-slug"), &view.scheme.slug),
        Fact::new(texts.t("calls-appropriation"), appropriation(&view, texts)),
        Fact::new(texts.t("schemes-appealable"), appealable),
    ];
    if let Some(body) = &view.scheme.appeal_body {
        facts.push(Fact::new(texts.t("schemes-appeal-body"), body));
    }
    Ok(SchemePage {
        facts,
        about: paragraphs(&view.programme.about),
        versions: view.versions.iter().rev().map(version).collect(),
        draft: view
            .draft
            .as_ref()
            .map(|draft| (draft.saved_by.clone(), format::instant(draft.saved_at, language))),
        thresholds,
        frame: frame
            .crumb("schemes-title", "/schemes")
            .titled(view.scheme.name.clone())
            .with_errors(threshold_form.has_errors()),
        threshold_form,
        slug,
    })
}

/// The field of the page at which a missing element is said, by the name that the rule has for it.
pub(crate) fn field_of(missing: &str) -> &'static str {
    match missing {
        "goals" => "goals",
        "target group" => "target_group",
        "criteria for goal achievement" => "achievement_criteria",
        "award criteria" => "award_criteria",
        "follow-up and control" => "follow_up",
        "evaluation" => "evaluation",
        _ => "change",
    }
}

/// What is wrong with what a new scheme says of appeals.
pub(crate) fn appeal_doubt(texts: Texts, doubt: AppealDoubt) -> String {
    match doubt {
        AppealDoubt::NoBody => texts.t("schemes-no-appeal-body").into(),
        AppealDoubt::NothingToAppeal => texts.t("schemes-nothing-to-appeal").into(),
    }
}

/// A refusal about a scheme.
fn refused(texts: Texts, error: &SchemeError) -> Problem {
    match error {
        SchemeError::NotYours => Problem::forbidden(),
        SchemeError::NoScheme | SchemeError::NoDraft => Problem::not_found(),
        SchemeError::SlugTaken(_) | SchemeError::Stale(_) | SchemeError::BeforeTheLast(_) => {
            Problem::conflict(said(texts, error))
        }
        SchemeError::Appeal(_) => {
            let (field, detail) = ("appeal_body".to_owned(), said(texts, error));
            Problem::invalid(vec![FieldProblem { field, detail }])
        }
        SchemeError::BadSlug(_)
        | SchemeError::Empty(_)
        | SchemeError::Incomplete(_)
        | SchemeError::EndsBeforeItBegins { .. } => {
            Problem::invalid(Vec::new()).detail(said(texts, error))
        }
        SchemeError::Database(_) => Problem::internal(error),
    }
}

/// What a refusal says at a field.
fn said(texts: Texts, error: &SchemeError) -> String {
    match error {
        SchemeError::BadSlug(slug) => texts.t("forms-bad-slug").with("slug", slug).into(),
        SchemeError::SlugTaken(slug) => texts.t("schemes-slug-taken").with("slug", slug).into(),
        SchemeError::Empty(_) => texts.t("form-required").into(),
        SchemeError::Appeal(doubt) => appeal_doubt(texts, *doubt),
        SchemeError::Incomplete(_) => texts.t("schemes-incomplete").into(),
        SchemeError::EndsBeforeItBegins { from, .. } => {
            texts.t("schemes-ends-before").with("day", from).into()
        }
        SchemeError::BeforeTheLast(day) => {
            texts.t("schemes-before-the-last").with("day", day).into()
        }
        other => other.to_string(),
    }
}
