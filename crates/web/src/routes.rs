//! All routes: method, path, handler, and who may ask. The router is made from this table and from
//! nothing else, and the access test walks it.

use crate::{
    App, allocations, api, applications, calls, deadlines, grants, health, letters, reports,
    sign_in, start, status_reports, work,
};
use axum::{
    Router,
    routing::{MethodFilter, on},
};

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// Anybody.
    Public,
    /// Whoever is signed in; lists show what they may see.
    SignedIn,
    /// The directorate; applicants get 403.
    Directorate,
    /// The organisation the thing belongs to, and the directorate; for another applicant there is no
    /// such thing: 404.
    Owner,
    /// Only the organisation the thing belongs to; another applicant gets 404, the directorate 403, or
    /// 404 where it does not see the thing either.
    OwnApplicant,
}

/// One route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// The method.
    pub method: &'static str,
    /// The template of the path.
    pub path: &'static str,
    /// Who may ask.
    pub access: Access,
}

macro_rules! routes {
    ($($method:ident $path:literal $handler:path, $access:expr;)+) => {
        /// All routes but the kit's own.
        pub const ROUTES: &[Route] =
            &[$(Route { method: stringify!($method), path: $path, access: $access }),+];

        pub(crate) fn table() -> Router<App> {
            Router::new()$(.route($path, on(MethodFilter::$method, $handler)))+
        }
    };
}

routes! {
    GET "/" start::show, Access::Public;

    GET "/sign-in" sign_in::ask, Access::Public;
    POST "/sign-in" sign_in::send, Access::Public;
    GET "/sign-in/{token}" sign_in::arrive, Access::Public;
    POST "/sign-in/{token}" sign_in::enter, Access::Public;
    POST "/sign-out" sign_in::leave, Access::Public;

    GET "/calls" calls::list, Access::Public;
    GET "/calls/{slug}" calls::show, Access::Public;
    GET "/calls/{slug}/open" calls::confirm_open, Access::Directorate;
    POST "/calls/{slug}/open" calls::open, Access::Directorate;
    GET "/calls/{slug}/close" calls::confirm_close, Access::Directorate;
    POST "/calls/{slug}/close" calls::close, Access::Directorate;
    GET "/calls/{slug}/allocation" allocations::show, Access::Directorate;
    POST "/calls/{slug}/allocation" allocations::draw, Access::Directorate;
    GET "/calls/{slug}/allocation/{scenario}/adopt" allocations::confirm_adopt, Access::Directorate;
    POST "/calls/{slug}/allocation/{scenario}/adopt" allocations::adopt, Access::Directorate;

    GET "/applications" applications::list, Access::SignedIn;
    POST "/applications" applications::begin, Access::SignedIn;
    GET "/applications/new" applications::new, Access::SignedIn;
    GET "/applications/{id}" applications::show, Access::Owner;
    GET "/applications/{id}/edit" applications::edit, Access::OwnApplicant;
    POST "/applications/{id}/edit" applications::save, Access::OwnApplicant;
    GET "/applications/{id}/submit" applications::confirm_submit, Access::OwnApplicant;
    POST "/applications/{id}/submit" applications::submit, Access::OwnApplicant;
    GET "/applications/{id}/withdraw" applications::confirm_withdraw, Access::OwnApplicant;
    POST "/applications/{id}/withdraw" applications::withdraw, Access::OwnApplicant;
    POST "/applications/{id}/check" applications::check, Access::Directorate;
    GET "/applications/{id}/dismiss" applications::confirm_dismiss, Access::Directorate;
    POST "/applications/{id}/dismiss" applications::dismiss, Access::Directorate;
    GET "/applications/{id}/assess" applications::assess_form, Access::Directorate;
    POST "/applications/{id}/assess" applications::assess, Access::Directorate;

    GET "/grants" grants::list, Access::SignedIn;
    GET "/grants/{id}" grants::show, Access::Owner;
    GET "/grants/{id}/accept" grants::confirm_accept, Access::OwnApplicant;
    POST "/grants/{id}/accept" grants::accept, Access::OwnApplicant;

    GET "/deadlines" deadlines::list, Access::SignedIn;
    GET "/deadlines/preview" deadlines::preview, Access::Directorate;
    GET "/deadlines/{id}" deadlines::show, Access::Owner;
    GET "/deadlines/{id}/move" deadlines::ask_day, Access::Directorate;
    POST "/deadlines/{id}/move" deadlines::move_it, Access::Directorate;
    GET "/deadlines/{id}/report" reports::confirm_begin, Access::OwnApplicant;
    POST "/deadlines/{id}/report" reports::begin, Access::OwnApplicant;

    GET "/reports" reports::list, Access::SignedIn;
    GET "/reports/{id}" reports::show, Access::Owner;
    GET "/reports/{id}/edit" reports::edit, Access::OwnApplicant;
    POST "/reports/{id}/edit" reports::save, Access::OwnApplicant;
    GET "/reports/{id}/submit" reports::confirm_submit, Access::OwnApplicant;
    POST "/reports/{id}/submit" reports::submit, Access::OwnApplicant;
    GET "/reports/{id}/approve" reports::confirm_approve, Access::Directorate;
    POST "/reports/{id}/approve" reports::approve, Access::Directorate;

    GET "/status-reports" status_reports::list, Access::Directorate;
    POST "/status-reports" status_reports::ask_for, Access::Directorate;
    GET "/status-reports/{id}" status_reports::show, Access::Directorate;
    GET "/status-reports/{id}/file" status_reports::file, Access::Directorate;

    GET "/letters" letters::list, Access::SignedIn;
    GET "/letters/{id}" letters::show, Access::Owner;
    GET "/letters/{id}/enclosure" letters::enclosure, Access::Owner;
    GET "/letters/{id}/settle" letters::confirm_settle, Access::Directorate;
    POST "/letters/{id}/settle" letters::settle, Access::Directorate;

    GET "/work" work::list, Access::Directorate;
    GET "/work/{id}" work::show, Access::Directorate;
    POST "/work/{id}/replay" work::replay, Access::Directorate;

    GET "/api/openapi.json" api::document, Access::Public;
    GET "/api/docs" api::docs, Access::Public;
    GET "/api/v1/calls" api::calls::list, Access::Public;
    GET "/api/v1/calls/{slug}" api::calls::one, Access::Public;
    GET "/api/v1/calls/{slug}/scenarios" api::calls::scenarios, Access::Directorate;
    GET "/api/v1/applications" api::applications::list, Access::SignedIn;
    GET "/api/v1/applications/{id}" api::applications::one, Access::Owner;
    POST "/api/v1/applications/{id}/submit" api::applications::submit, Access::OwnApplicant;
    GET "/api/v1/grants" api::grants::list, Access::SignedIn;
    GET "/api/v1/grants/{id}" api::grants::one, Access::Owner;
    POST "/api/v1/grants/{id}/accept" api::grants::accept, Access::OwnApplicant;
    GET "/api/v1/deadlines" api::reporting::deadlines, Access::SignedIn;
    GET "/api/v1/deadlines/{id}" api::reporting::deadline, Access::Owner;
    GET "/api/v1/reports" api::reporting::reports, Access::SignedIn;
    GET "/api/v1/reports/{id}" api::reporting::report, Access::Owner;
    GET "/api/v1/status-reports" api::status_reports::list, Access::Directorate;
    GET "/api/v1/status-reports/{id}" api::status_reports::one, Access::Directorate;
    GET "/api/v1/status-reports/{id}/pdf" api::status_reports::pdf, Access::Directorate;

    GET "/livez" health::live, Access::Public;
    GET "/readyz" health::ready, Access::Public;
    GET "/metrics" health::metrics, Access::Public;
}

/// The routes of the kit itself: assets, the language switch, the page that shows the kit.
pub const KIT_ROUTES: &[Route] = &[
    Route { method: "GET", path: "/assets/{hash}/{name}", access: Access::Public },
    Route { method: "GET", path: "/language/{code}", access: Access::Public },
    Route { method: "POST", path: "/language/{code}", access: Access::Public },
    Route { method: "GET", path: "/kit", access: Access::Public },
    Route { method: "GET", path: "/kit/confirm", access: Access::Public },
];
