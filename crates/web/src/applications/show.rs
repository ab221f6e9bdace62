//! One application with all that this reader may see of it.

use super::{timeline, words};
use crate::{
    App, PathOf,
    kit::{
        Badge, Fact, Moment, PageFrame, Phase, Problem,
        format::{instant, kroner},
        render,
    },
    places::{county_names, municipality_name},
    session::Signed,
    text::paragraphs,
};
use askama::Template;
use axum::{extract::State, response::Response};
use grant_applications::{
    Application, ApplicationState, ApplicationVerb, Assessment, Call, Criterion, Standing, Team,
    queries::{self, CallView},
    standing,
};
use vocabulary::{Actor, ApplicationId, Money, Role};

/// A button: a link to where a verb is done, or the verb itself.
struct Act {
    label: String,
    href: String,
    is_posted: bool,
    is_main: bool,
}

struct TeamMembers {
    team: String,
    members: Vec<String>,
}

/// One criterion and what each assessor gave.
struct PointsRow {
    criterion: String,
    points: Vec<i32>,
}

struct AssessmentRow {
    assessor: String,
    recommended: Money,
    comment: String,
}

#[derive(Template)]
#[template(path = "applications/show.html")]
struct ApplicationPage {
    frame: PageFrame,
    badge: Badge,
    facts: Vec<Fact>,
    acts: Vec<Act>,
    state: ApplicationState,
    grant: Option<String>,
    summary: Vec<String>,
    target_group: Vec<String>,
    continuation: Vec<String>,
    partners: Vec<String>,
    teams: Vec<TeamMembers>,
    moments: Vec<Moment>,
    officer: bool,
    points: Vec<PointsRow>,
    assessments: Vec<AssessmentRow>,
    standing: Option<(String, Money, usize)>,
}

/// The application when this actor may see it, with its call; else 404.
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

/// `GET /applications/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    frame: PageFrame,
) -> Result<Response, Problem> {
    let (application, CallView { call, .. }) = seen(&app, &actor, id).await?;
    let officer = actor.is_directorate();
    let assessments = queries::assessments_for_actor(&app.db, &actor, id).await?;
    let standing = standing(&call.criteria, &assessments);
    let grant = funding_periods::queries::grant_of_application(&app.db, id).await?;
    let content = &application.content;
    let mut partners = Vec::new();
    for partner in &content.partners {
        partners.push(match partner.municipality {
            Some(number) => {
                let place = municipality_name(&app.db, number, application.located_on).await?;
                format!("{} ({place})", partner.name)
            }
            None => partner.name.clone(),
        });
    }
    let page = ApplicationPage {
        badge: words::badge(application.state.word(), officer, frame.texts),
        facts: facts(&app, &application, &call, &frame).await?,
        acts: acts(&app, &actor, &application, &call, &assessments, &frame),
        grant: grant.map(|grant| format!("/grants/{}", grant.id)),
        summary: paragraphs(&content.summary),
        target_group: paragraphs(&content.target_group),
        continuation: paragraphs(&content.continuation),
        partners,
        teams: teams(&application, &frame),
        moments: timeline::of_application(&app, id, officer, frame.texts).await?,
        officer,
        points: points(&call.criteria, &assessments, &frame),
        assessments: assessments.into_iter().map(row).collect(),
        standing: standing.map(|Standing { score_milli, recommended, assessors }| {
            (words::score(score_milli, frame.texts), recommended, assessors)
        }),
        frame: frame.titled(content.title.clone()).crumb("applications-title", "/applications"),
        state: application.state,
    };
    Ok(render(&page))
}

fn row(assessment: Assessment) -> AssessmentRow {
    AssessmentRow {
        assessor: assessment.assessor_name,
        recommended: assessment.recommended,
        comment: assessment.comment,
    }
}

fn points(criteria: &[Criterion], assessments: &[Assessment], frame: &PageFrame) -> Vec<PointsRow> {
    let row = |(place, criterion): (usize, &Criterion)| PointsRow {
        criterion: frame
            .t("applications-criterion")
            .with("name", &criterion.name)
            .with("max", criterion.max_points)
            .into(),
        points: assessments.iter().filter_map(|one| one.points.get(place).copied()).collect(),
    };
    criteria.iter().enumerate().map(row).collect()
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
        Fact::new(frame.t("applications-call"), &call.title)
            .leading_to(format!("/calls/{}", call.slug)),
        Fact::new(frame.t("applications-amount"), kroner(content.amount, language)),
        Fact::new(frame.t("applications-own-share"), kroner(content.own_share, language)),
    ];
    if let Some(submission) = application.state.submission() {
        let when = instant(submission.at, language);
        let by = frame.t("applications-at-by").with("at", when).with("name", &submission.by);
        facts.push(Fact::new(frame.t("applications-submitted"), by));
        facts.push(Fact::new(frame.t("applications-checksum"), &submission.content_hash));
    }
    Ok(facts)
}

fn teams(application: &Application, frame: &PageFrame) -> Vec<TeamMembers> {
    let members = |team: Team| {
        let of_team = application.content.members.iter().filter(move |member| member.team == team);
        of_team.map(|member| match member.percent {
            Some(percent) => format!("{}, {percent} %", member.job),
            None => member.job.clone(),
        })
    };
    let teams = Team::ALL.map(|team| TeamMembers {
        team: words::team(team, frame.texts),
        members: members(team).collect(),
    });
    teams.into_iter().filter(|team| !team.members.is_empty()).collect()
}

/// The buttons: what the state allows, of that what this person may do now.
fn acts(
    app: &App,
    actor: &Actor,
    application: &Application,
    call: &Call,
    assessments: &[Assessment],
    frame: &PageFrame,
) -> Vec<Act> {
    let applies = actor.applies_for(application.organisation);
    let has_assessed = assessments.iter().any(|one| Some(one.assessor) == actor.person());
    let fits = |verb: &ApplicationVerb| match verb {
        ApplicationVerb::Submit => applies && call.takes_applications(app.clock.now()),
        ApplicationVerb::Save | ApplicationVerb::Withdraw => applies,
        ApplicationVerb::Assess => actor.is(Role::CaseOfficer) && !has_assessed,
        // Nobody refuses a single application: the allocation decides all of them.
        ApplicationVerb::Refuse => false,
        verb => words::is_officers(*verb) && actor.is_directorate(),
    };
    let act = |verb: ApplicationVerb| {
        let label = match verb {
            ApplicationVerb::Save => frame.t("applications-edit"),
            ApplicationVerb::Submit => frame.t("applications-submit"),
            ApplicationVerb::Withdraw => frame.t("applications-withdraw"),
            ApplicationVerb::Check => frame.t("applications-check"),
            ApplicationVerb::Dismiss => frame.t("applications-dismiss"),
            ApplicationVerb::Assess => frame.t("applications-assess"),
            ApplicationVerb::Award | ApplicationVerb::Refuse => frame.t("applications-allocate"),
        };
        let is_posted = verb == ApplicationVerb::Check;
        let href = if is_posted {
            Some(format!("/applications/{}/check", application.id))
        } else {
            words::href(&application.id, &call.slug, verb.word())
        };
        let is_main = matches!(
            verb,
            ApplicationVerb::Submit | ApplicationVerb::Check | ApplicationVerb::Assess
        );
        Some(Act { label: label.into(), href: href?, is_posted, is_main })
    };
    application.state.possible().iter().filter(|verb| fits(verb)).copied().filter_map(act).collect()
}
