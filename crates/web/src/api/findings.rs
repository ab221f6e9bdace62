//! What the rules of the call say of an application, and what is known of its applicant.

use super::ProblemBody;
use crate::{
    App, PathOf,
    applications::{
        Looked, because, looked_up,
        opened::definition,
        show::{refuse_unread, seen},
    },
    kit::{Problem, Texts},
    session::Signed,
};
use axum::{Json, extract::State};
use chrono::NaiveDate;
use grant_applications::{Application, Content, EligibilityRule, Finding, Outcome};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vocabulary::ApplicationId;

/// One rule and how it stands.
#[derive(Serialize, ToSchema)]
#[schema(as = EligibilityFinding)]
struct FindingBody {
    /// `who-may-apply`, `county`, `amount`, `own-share`, `continuation`, `overdue-reports` or
    /// `earlier-grants`.
    rule: &'static str,
    /// `met`, `doubtful` or `not-met`.
    outcome: &'static str,
    /// Why, with the facts it rests on, in the language asked for.
    because: String,
}

/// A grant the applicant has or had.
#[derive(Serialize, ToSchema)]
#[schema(as = EarlierGrant)]
struct EarlierBody {
    /// The grant.
    grant: Uuid,
    /// What people call it.
    reference: String,
    /// The project.
    title: String,
    /// The year of its call.
    year: i32,
    /// How much, in øre.
    amount_ore: i64,
}

/// A report the applicant owes and has not delivered in time.
#[derive(Serialize, ToSchema)]
#[schema(as = OverdueReport)]
struct OverdueBody {
    /// The deadline.
    deadline: Uuid,
    /// The grant.
    grant: Uuid,
    /// The day it was due.
    due_on: NaiveDate,
}

/// What the rules find.
#[derive(Serialize, ToSchema)]
#[schema(as = Eligibility)]
pub(crate) struct FindingsBody {
    /// Rule by rule. Nothing is turned away by this: it is what a person begins with.
    findings: Vec<FindingBody>,
    /// What the applicant was granted before, as far as who asks may know of it.
    earlier_grants: Vec<EarlierBody>,
    /// The reports it owes, as far as who asks may know of it.
    overdue_reports: Vec<OverdueBody>,
}

/// How an application stands to the rules of its call, each with its reason: for the directorate as it
/// was sent in, for those who write it as it is being written. What is known of the applicant elsewhere
/// is for the directorate and the applicant itself, not for others in the project.
#[utoipa::path(get, path = "/api/v1/applications/{id}/findings", tag = "applications",
    params(("id" = Uuid, Path, description = "The application")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 200, description = "What the rules find", body = FindingsBody),
        (status = 401, description = "Not signed in", body = ProblemBody),
        (status = 403, description = "Impartiality is to be declared first, or stands in the way", body = ProblemBody),
        (status = 404, description = "No such application, or not yours", body = ProblemBody)))]
pub(crate) async fn findings(
    State(app): State<App>,
    Signed(actor): Signed,
    PathOf(id): PathOf<ApplicationId>,
    texts: Texts,
) -> Result<Json<FindingsBody>, Problem> {
    let (application, call) = seen(&app, &actor, id).await?;
    refuse_unread(&app, &actor, id, texts).await?;
    let call = call.call;
    let application = match (&application.draft, actor.is_directorate()) {
        (Some(_), false) => {
            let form = definition(&app, super::doubts::form_now(&application, &call)).await?;
            let answers = forms::settled(&form, application.working().0);
            Application { content: Content::of(&form, &answers), ..application }
        }
        _ => application,
    };
    let Looked { mut found, grants, overdue, counties } =
        looked_up(&app, &actor, &application, &call).await?;
    let knows_applicant = actor.is_directorate() || actor.applies_for(application.organisation);
    found.retain(|finding| {
        knows_applicant
            || !matches!(
                finding.rule,
                EligibilityRule::OverdueReports | EligibilityRule::EarlierGrants
            )
    });
    let finding = |Finding { rule, outcome, because: facts }: &Finding| FindingBody {
        rule: rule.word(),
        outcome: Outcome::word(*outcome),
        because: because(facts, &counties, texts),
    };
    Ok(Json(FindingsBody {
        findings: found.iter().map(finding).collect(),
        earlier_grants: grants
            .into_iter()
            .map(|grant| EarlierBody {
                grant: grant.id,
                reference: grant.reference,
                title: grant.title,
                year: grant.year,
                amount_ore: grant.amount_ore,
            })
            .collect(),
        overdue_reports: overdue
            .into_iter()
            .map(|deadline| OverdueBody {
                deadline: deadline.id.0,
                grant: deadline.grant.0,
                due_on: deadline.due_on.date(),
            })
            .collect(),
    }))
}
