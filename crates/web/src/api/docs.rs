//! The OpenAPI document, and the same for people.

use super::{
    announce, applications, apply, appropriations, assessments, calls, carry_rules, envelopes,
    files, findings, forms, grants, ranking, registers, report_orders, reporting, reversals,
    scenarios, schemes, signatories, status_reports, thresholds, together, versions, weights, work,
};
use crate::kit::{PageFrame, render};
use askama::Template;
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde_json::Value;
use std::{collections::BTreeMap, sync::LazyLock};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Fordel",
        version = "1",
        description = "Grant administration. Amounts are whole øre, days are ISO 8601 days in Norway, instants are in UTC. Problems come as application/problem+json (RFC 9457), in the language of Accept-Language; the type of a problem is an address that says what it means. Bodies are closed: a field that does not exist is refused.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2")
    ),
    paths(
        schemes::list, schemes::one, schemes::publish, thresholds::list, thresholds::set,
        forms::list, forms::import, forms::versions, forms::one, forms::save, forms::publish,
        forms::copy, forms::discard, forms::changes, forms::schema, forms::of_call,
        calls::list, calls::one, calls::amended,
        scenarios::list, scenarios::one, scenarios::draw, scenarios::redraw, scenarios::set_amount,
        scenarios::drop_amount, scenarios::adopt, scenarios::looks::working,
        scenarios::looks::optimal, scenarios::looks::sensitivity,
        scenarios::beside::municipalities, scenarios::beside::compared,
        scenarios::purposes::purposes,
        weights::list, weights::one, weights::import,
        announce::announce, announce::save, announce::open, announce::close, announce::copy,
        announce::amend,
        applications::list, applications::one, applications::submit,
        apply::begin, apply::save, apply::drop_draft, apply::withdraw, apply::check, apply::dismiss,
        apply::ask, apply::admit, apply::ask_to_sign,
        files::list, files::upload, files::download, files::remove,
        together::list, together::invite, together::invitation, together::join, together::leave,
        versions::list, versions::one, versions::changes, findings::findings,
        assessments::list, assessments::hand_in, assessments::agree, assessments::declare,
        assessments::assigned, assessments::ask, assessments::take_back, assessments::spread_over,
        ranking::ranking,
        registers::ties, registers::add_tie, registers::ends_tie, registers::superiors,
        registers::add_superior, registers::ends_superior, signatories::list,
        signatories::register, signatories::end,
        appropriations::list, carry_rules::list, carry_rules::set, envelopes::open,
        envelopes::one, envelopes::increase, envelopes::reduce, envelopes::transfer, envelopes::carry,
        grants::list, grants::one, grants::accept, reversals::reverse, reversals::award,
        reporting::deadlines, reporting::deadline, reporting::reports, reporting::report,
        status_reports::list, status_reports::ask, status_reports::one, status_reports::pdf,
        status_reports::figures, status_reports::publish, status_reports::withdraw,
        report_orders::list, report_orders::order, report_orders::readers, report_orders::end,
        work::list, work::one, work::cancel, work::replay, work::replay_many, work::kinds,
        work::pause, work::resume, work::rounds, work::ring, work::workers,
    ),
    modifiers(&Sessions)
)]
struct Api;

/// How programs sign in: with a person's session, as a cookie or as a bearer token.
struct Sessions;

impl Modify for Sessions {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        let cookie = ApiKey::Cookie(ApiKeyValue::new(crate::SESSION_COOKIE));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("bearer", bearer);
    }
}

static DOCUMENT: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(Api::openapi);

/// `GET /api/openapi.json`: OpenAPI 3.1.
pub(crate) async fn document() -> Response {
    Json(&*DOCUMENT).into_response()
}

struct Parameter {
    name: String,
    place: String,
    required: bool,
    description: String,
}

struct Answer {
    status: String,
    description: String,
    body: Option<String>,
}

struct Endpoint {
    id: String,
    method: String,
    path: String,
    description: String,
    needs_session: bool,
    parameters: Vec<Parameter>,
    answers: Vec<Answer>,
}

struct Group {
    tag: String,
    endpoints: Vec<Endpoint>,
}

struct Schema {
    name: String,
    description: String,
    json: String,
}

#[derive(Template)]
#[template(path = "api/docs.html")]
struct DocsPage {
    frame: PageFrame,
    groups: Vec<Group>,
    schemas: Vec<Schema>,
}

/// `GET /api/docs`: the same document on a page.
pub(crate) async fn docs(frame: PageFrame) -> Response {
    let frame = frame.titled_by("api-title");
    render(&DocsPage { frame, groups: groups(), schemas: schemas() })
}

/// The document is read as JSON, as every other reader of it does: what stands on the page is what
/// programs get.
fn groups() -> Vec<Group> {
    let document = serde_json::to_value(&*DOCUMENT).unwrap_or_default();
    let mut groups: BTreeMap<String, Vec<Endpoint>> = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let tag = text(&operation["tags"][0]);
            groups.entry(tag).or_default().push(endpoint(method, path, operation));
        }
    }
    groups.into_iter().map(|(tag, endpoints)| Group { tag, endpoints }).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn endpoint(method: &str, path: &str, operation: &Value) -> Endpoint {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters.map(|parameter| Parameter {
        name: text(&parameter["name"]),
        place: text(&parameter["in"]),
        required: parameter["required"] == true,
        description: text(&parameter["description"]),
    });
    let answers = operation["responses"].as_object().into_iter().flatten();
    let answers = answers.map(|(status, answer)| Answer {
        status: status.clone(),
        description: text(&answer["description"]),
        body: answer["content"].as_object().and_then(|content| {
            let (media_type, content) = content.iter().next()?;
            let is_json = media_type.contains("json");
            Some(if is_json { schema_name(&content["schema"]) } else { media_type.clone() })
        }),
    });
    let description = [text(&operation["summary"]), text(&operation["description"])];
    Endpoint {
        id: format!("{method}{path}").replace(['/', '{', '}'], "-"),
        method: method.to_uppercase(),
        path: path.to_owned(),
        // The marks are for readers of the document; the page shows words.
        description: description.join(" ").trim().replace('`', ""),
        needs_session: operation.get("security").is_some(),
        parameters: parameters.collect(),
        answers: answers.collect(),
    }
}

/// The name of a schema that is referred to, or what it is a list of.
fn schema_name(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        return name.rsplit('/').next().unwrap_or(name).to_owned();
    }
    match schema["type"].as_str() {
        Some("array") => format!("[{}]", schema_name(&schema["items"])),
        Some(kind) => kind.to_owned(),
        None => "object".to_owned(),
    }
}

fn schemas() -> Vec<Schema> {
    let document = serde_json::to_value(&*DOCUMENT).unwrap_or_default();
    let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
    let schema = |(name, schema): (&String, &Value)| Schema {
        name: name.clone(),
        description: text(&schema["description"]),
        json: serde_json::to_string_pretty(schema).unwrap_or_default(),
    };
    schemas.map(schema).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Access, ROUTES};
    use std::collections::BTreeSet;

    #[test]
    fn every_route_is_documented_and_every_document_is_a_route() {
        let routes: BTreeSet<_> = ROUTES
            .iter()
            .filter(|route| route.path.starts_with("/api/v1/"))
            .map(|route| format!("{} {}", route.method, route.path))
            .collect();
        let documented: BTreeSet<_> = groups()
            .iter()
            .flat_map(|group| &group.endpoints)
            .map(|endpoint| format!("{} {}", endpoint.method, endpoint.path))
            .collect();
        assert!(routes.len() > 10);
        assert_eq!(routes, documented);
    }

    #[test]
    fn what_is_not_public_says_so() {
        for endpoint in groups().iter().flat_map(|group| &group.endpoints) {
            let route = ROUTES
                .iter()
                .find(|route| route.path == endpoint.path && route.method == endpoint.method);
            let public = route.is_some_and(|route| route.access == Access::Public);
            assert_eq!(endpoint.needs_session, !public, "{}", endpoint.path);
            let says_401 = endpoint.answers.iter().any(|answer| answer.status == "401");
            assert_eq!(says_401, !public, "{}", endpoint.path);
        }
    }

    #[test]
    fn the_document_is_openapi_3_1_and_whole() {
        let json = serde_json::to_value(&*DOCUMENT).expect("JSON");
        assert_eq!(json["openapi"], "3.1.0");
        let text = json.to_string();
        for name in text.split("#/components/schemas/").skip(1) {
            let name = name.split('"').next().unwrap_or_default();
            assert!(json["components"]["schemas"].get(name).is_some(), "{name} is missing");
        }
    }
}
