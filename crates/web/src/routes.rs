//! All routes: method, path, handler, and who may ask. The router is made from this table and from
//! nothing else, and the access test walks it.

use crate::{
    App, allocations, api, applications, assessments, calls, deadlines, forms, grants, health,
    ledger, letters, problems, reports, schemes, sign_in, signatories, start, status_reports,
    weights, work,
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
            // A function for each: the compiler's time for one long chain grows with its square.
            let each: &[fn(Router<App>) -> Router<App>] = &[$({
                fn add(router: Router<App>) -> Router<App> {
                    router.route($path, on(MethodFilter::$method, $handler))
                }
                add
            }),+];
            each.iter().fold(Router::new(), |router, add| add(router))
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

    GET "/schemes" schemes::list, Access::Directorate;
    GET "/schemes/new" schemes::ask, Access::Directorate;
    POST "/schemes/new" schemes::begin, Access::Directorate;
    GET "/schemes/{slug}" schemes::show, Access::Directorate;
    POST "/schemes/{slug}/thresholds" schemes::set, Access::Directorate;
    POST "/schemes/{slug}/revise" schemes::revise, Access::Directorate;
    GET "/schemes/{slug}/draft" schemes::edit, Access::Directorate;
    POST "/schemes/{slug}/draft" schemes::save, Access::Directorate;
    GET "/schemes/{slug}/discard" schemes::confirm_discard, Access::Directorate;
    POST "/schemes/{slug}/discard" schemes::discard, Access::Directorate;

    GET "/forms" forms::list, Access::Directorate;
    GET "/forms/new" forms::ask, Access::Directorate;
    POST "/forms/new" forms::make, Access::Directorate;
    GET "/forms/{slug}" forms::show, Access::Directorate;
    POST "/forms/{slug}/revise" forms::revise, Access::Directorate;
    GET "/forms/{slug}/{number}" forms::show_version, Access::Directorate;
    POST "/forms/{slug}/{number}" forms::try_out, Access::Directorate;
    GET "/forms/{slug}/{number}/file" forms::file, Access::Directorate;
    GET "/forms/{slug}/{number}/publish" forms::confirm_publish, Access::Directorate;
    POST "/forms/{slug}/{number}/publish" forms::publish, Access::Directorate;
    GET "/forms/{slug}/{number}/copy" forms::ask_copy, Access::Directorate;
    POST "/forms/{slug}/{number}/copy" forms::copy, Access::Directorate;
    GET "/forms/{slug}/{number}/discard" forms::confirm_discard, Access::Directorate;
    POST "/forms/{slug}/{number}/discard" forms::discard, Access::Directorate;
    GET "/forms/{slug}/{number}/edit" forms::builder::edit, Access::Directorate;
    POST "/forms/{slug}/{number}/edit" forms::builder::save, Access::Directorate;
    GET "/forms/{slug}/{number}/json" forms::builder::json, Access::Directorate;
    POST "/forms/{slug}/{number}/json" forms::builder::save_json, Access::Directorate;
    GET "/forms/{slug}/{number}/sections/{key}" forms::builder::open::<forms::builder::SectionPage>, Access::Directorate;
    POST "/forms/{slug}/{number}/sections/{key}" forms::builder::write::<forms::builder::SectionPage>, Access::Directorate;
    GET "/forms/{slug}/{number}/questions/{key}" forms::builder::open::<forms::builder::QuestionPage>, Access::Directorate;
    POST "/forms/{slug}/{number}/questions/{key}" forms::builder::write::<forms::builder::QuestionPage>, Access::Directorate;
    GET "/forms/{slug}/{number}/checks/{key}" forms::builder::open::<forms::builder::CheckPage>, Access::Directorate;
    POST "/forms/{slug}/{number}/checks/{key}" forms::builder::write::<forms::builder::CheckPage>, Access::Directorate;

    GET "/calls" calls::list, Access::Public;
    GET "/calls/new" calls::ask, Access::Directorate;
    POST "/calls/new" calls::announce, Access::Directorate;
    GET "/calls/{slug}" calls::show, Access::Public;
    GET "/calls/{slug}/form" calls::form, Access::Public;
    GET "/calls/{slug}/edit" calls::edit, Access::Directorate;
    POST "/calls/{slug}/edit" calls::save, Access::Directorate;
    GET "/calls/{slug}/copy" calls::ask_copy, Access::Directorate;
    POST "/calls/{slug}/copy" calls::copy, Access::Directorate;
    GET "/calls/{slug}/amend" calls::ask_amend, Access::Directorate;
    POST "/calls/{slug}/amend" calls::amend, Access::Directorate;
    GET "/calls/{slug}/open" calls::confirm_open, Access::Directorate;
    POST "/calls/{slug}/open" calls::open, Access::Directorate;
    GET "/calls/{slug}/close" calls::confirm_close, Access::Directorate;
    POST "/calls/{slug}/close" calls::close, Access::Directorate;
    GET "/calls/{slug}/allocation" allocations::show, Access::Directorate;
    GET "/calls/{slug}/allocation/new" allocations::ask, Access::Directorate;
    POST "/calls/{slug}/allocation/new" allocations::draw, Access::Directorate;
    GET "/calls/{slug}/allocation/{scenario}" allocations::scenario, Access::Directorate;
    GET "/calls/{slug}/allocation/compare" allocations::compare, Access::Directorate;
    GET "/calls/{slug}/allocation/{scenario}/working" allocations::working, Access::Directorate;
    GET "/calls/{slug}/allocation/{scenario}/optimum" allocations::optimum, Access::Directorate;
    GET "/calls/{slug}/allocation/{scenario}/sensitivity" allocations::sensitivity, Access::Directorate;
    GET "/calls/{slug}/allocation/{scenario}/municipalities" allocations::municipalities, Access::Directorate;
    GET "/calls/{slug}/allocation/{scenario}/purposes" allocations::purposes, Access::Directorate;
    GET "/calls/{slug}/allocation/{scenario}/workbook" allocations::workbook, Access::Directorate;
    POST "/calls/{slug}/allocation/{scenario}/redraw" allocations::redraw, Access::Directorate;
    GET "/calls/{slug}/allocation/{scenario}/lines/{application}" allocations::room, Access::Directorate;
    POST "/calls/{slug}/allocation/{scenario}/lines/{application}" allocations::adjust, Access::Directorate;
    POST "/calls/{slug}/allocation/{scenario}/lines/{application}/drop" allocations::drop, Access::Directorate;
    GET "/calls/{slug}/allocation/{scenario}/adopt" allocations::confirm_adopt, Access::Directorate;
    POST "/calls/{slug}/allocation/{scenario}/adopt" allocations::adopt, Access::Directorate;

    GET "/weights" weights::list, Access::Directorate;
    POST "/weights" weights::import, Access::Directorate;
    GET "/weights/{slug}" weights::show, Access::Directorate;

    GET "/applications" applications::list, Access::SignedIn;
    POST "/applications" applications::begin, Access::SignedIn;
    GET "/applications/new" applications::new, Access::SignedIn;
    GET "/applications/{id}" applications::show, Access::Owner;
    GET "/applications/{id}/edit" applications::edit, Access::OwnApplicant;
    POST "/applications/{id}/edit" applications::save, Access::OwnApplicant;
    POST "/applications/{id}/files/{file}" applications::upload, Access::OwnApplicant;
    GET "/applications/{id}/files/{file}" applications::download, Access::Owner;
    GET "/applications/{id}/submit" applications::confirm_submit, Access::OwnApplicant;
    POST "/applications/{id}/submit" applications::submit, Access::OwnApplicant;
    POST "/applications/{id}/signature" applications::ask_to_sign, Access::OwnApplicant;
    GET "/applications/{id}/receipt" applications::receipt, Access::Owner;
    GET "/applications/{id}/versions/{number}" applications::version, Access::Owner;
    GET "/applications/{id}/drop" applications::confirm_drop, Access::OwnApplicant;
    POST "/applications/{id}/drop" applications::drop_copy, Access::OwnApplicant;
    GET "/applications/{id}/withdraw" applications::confirm_withdraw, Access::OwnApplicant;
    POST "/applications/{id}/withdraw" applications::withdraw, Access::OwnApplicant;
    GET "/applications/{id}/organisations" applications::together, Access::OwnApplicant;
    POST "/applications/{id}/organisations" applications::invite, Access::OwnApplicant;
    GET "/applications/{id}/organisations/join" applications::confirm_join, Access::OwnApplicant;
    POST "/applications/{id}/organisations/join" applications::join, Access::OwnApplicant;
    POST "/applications/{id}/organisations/leave" applications::leave, Access::OwnApplicant;
    POST "/applications/{id}/check" applications::check, Access::Directorate;
    GET "/applications/{id}/ask" applications::confirm_ask, Access::Directorate;
    POST "/applications/{id}/ask" applications::ask, Access::Directorate;
    GET "/applications/{id}/admit" applications::confirm_admit, Access::Directorate;
    POST "/applications/{id}/admit" applications::admit, Access::Directorate;
    GET "/applications/{id}/dismiss" applications::confirm_dismiss, Access::Directorate;
    POST "/applications/{id}/dismiss" applications::dismiss, Access::Directorate;
    GET "/applications/{id}/award" applications::confirm_award_later, Access::Directorate;
    POST "/applications/{id}/award" applications::award_later_post, Access::Directorate;
    GET "/applications/{id}/impartiality" assessments::declare_form, Access::Directorate;
    POST "/applications/{id}/impartiality" assessments::declare, Access::Directorate;
    GET "/applications/{id}/assess" assessments::assess_form, Access::Directorate;
    POST "/applications/{id}/assess" assessments::assess, Access::Directorate;
    POST "/applications/{id}/consensus" assessments::agree, Access::Directorate;
    GET "/applications/{id}/assessors" assessments::assessors, Access::Directorate;
    POST "/applications/{id}/assessors" assessments::change_assessors, Access::Directorate;

    GET "/assessments" assessments::mine, Access::Directorate;
    GET "/calls/{slug}/assessment" assessments::panel, Access::Directorate;
    GET "/calls/{slug}/spread" assessments::spread_form, Access::Directorate;
    POST "/calls/{slug}/spread" assessments::spread, Access::Directorate;
    GET "/calls/{slug}/ranking" assessments::ranking, Access::Directorate;
    GET "/calls/{slug}/ranking.xlsx" assessments::download, Access::Directorate;
    GET "/signatories" signatories::list, Access::Directorate;
    POST "/signatories" signatories::register, Access::Directorate;
    POST "/signatories/end" signatories::end, Access::Directorate;
    GET "/ties" assessments::ties, Access::Directorate;
    POST "/ties" assessments::register_tie, Access::Directorate;
    POST "/ties/end" assessments::end_tie, Access::Directorate;
    POST "/ties/superiors" assessments::register_superior, Access::Directorate;
    POST "/ties/superiors/end" assessments::end_superior, Access::Directorate;

    GET "/grants" grants::list, Access::SignedIn;
    GET "/grants/{id}" grants::show, Access::Owner;
    GET "/grants/{id}/accept" grants::confirm_accept, Access::OwnApplicant;
    POST "/grants/{id}/accept" grants::accept, Access::OwnApplicant;
    GET "/grants/{id}/reverse" grants::confirm_reverse, Access::Directorate;
    POST "/grants/{id}/reverse" grants::reverse, Access::Directorate;

    GET "/ledger" ledger::list, Access::Directorate;
    GET "/ledger/new" ledger::ask_opening, Access::Directorate;
    POST "/ledger/new" ledger::send_opening, Access::Directorate;
    GET "/ledger/carry-rules" ledger::rules, Access::Directorate;
    POST "/ledger/carry-rules" ledger::set_rule, Access::Directorate;
    GET "/ledger/frames/{key}" ledger::show, Access::Directorate;
    GET "/ledger/frames/{key}/increase" ledger::ask_movement, Access::Directorate;
    POST "/ledger/frames/{key}/increase" ledger::send_movement, Access::Directorate;
    GET "/ledger/frames/{key}/reduce" ledger::ask_movement, Access::Directorate;
    POST "/ledger/frames/{key}/reduce" ledger::send_movement, Access::Directorate;
    GET "/ledger/frames/{key}/transfer" ledger::ask_movement, Access::Directorate;
    POST "/ledger/frames/{key}/transfer" ledger::send_movement, Access::Directorate;
    GET "/ledger/frames/{key}/carry-over" ledger::ask_movement, Access::Directorate;
    POST "/ledger/frames/{key}/carry-over" ledger::send_movement, Access::Directorate;

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
    GET "/status-reports/preview" status_reports::before, Access::Directorate;
    GET "/status-reports/orders" status_reports::orders, Access::Directorate;
    POST "/status-reports/orders" status_reports::order, Access::Directorate;
    GET "/status-reports/orders/{order}" status_reports::show_order, Access::Directorate;
    POST "/status-reports/orders/{order}" status_reports::set_readers, Access::Directorate;
    POST "/status-reports/orders/{order}/end" status_reports::end_order, Access::Directorate;
    GET "/status-reports/{id}" status_reports::show, Access::Directorate;
    GET "/status-reports/{id}/file" status_reports::file, Access::Directorate;
    GET "/status-reports/{id}/preview" status_reports::made, Access::Directorate;
    GET "/status-reports/{id}/workbook" status_reports::workbook, Access::Directorate;
    GET "/status-reports/{id}/figures" status_reports::figures, Access::Directorate;
    GET "/status-reports/{id}/progress" status_reports::progress, Access::Directorate;
    POST "/status-reports/{id}/publish" status_reports::publish, Access::Directorate;
    POST "/status-reports/{id}/withdraw" status_reports::withdraw, Access::Directorate;
    GET "/published" status_reports::all_published, Access::Public;
    GET "/published/{hash}" status_reports::published, Access::Public;
    GET "/published/{hash}/file" status_reports::published_file, Access::Public;

    GET "/letters" letters::list, Access::SignedIn;
    GET "/letters/{id}" letters::show, Access::Owner;
    GET "/letters/{id}/enclosure" letters::enclosure, Access::Owner;
    GET "/letters/{id}/settle" letters::confirm_settle, Access::Directorate;
    POST "/letters/{id}/settle" letters::settle, Access::Directorate;
    GET "/letters/{id}/follow-up" letters::confirm_follow_up, Access::Directorate;
    POST "/letters/{id}/follow-up" letters::follow_up_post, Access::Directorate;
    GET "/letters/{id}/offer-again" letters::confirm_offer_again, Access::Directorate;
    POST "/letters/{id}/offer-again" letters::offer_again_post, Access::Directorate;
    GET "/letters/{id}/withdraw" letters::confirm_withdraw, Access::Directorate;
    POST "/letters/{id}/withdraw" letters::withdraw_post, Access::Directorate;
    GET "/letters/unmatched" letters::unmatched, Access::Directorate;

    GET "/work" work::list, Access::Directorate;
    GET "/work/{id}" work::show, Access::Directorate;
    POST "/work/{id}/replay" work::replay, Access::Directorate;
    POST "/work/{id}/cancel" work::cancel, Access::Directorate;
    GET "/work/{id}/progress" work::progress, Access::Directorate;
    GET "/work/progress" work::progress_of_all, Access::Directorate;
    GET "/work/replay" work::confirm_again, Access::Directorate;
    POST "/work/replay" work::replay_many, Access::Directorate;
    GET "/work/kinds/{kind}" work::one_kind, Access::Directorate;
    POST "/work/kinds/{kind}/pause" work::pause, Access::Directorate;
    POST "/work/kinds/{kind}/resume" work::resume, Access::Directorate;
    GET "/work/files" work::files, Access::Directorate;
    GET "/work/rounds" work::board, Access::Directorate;
    GET "/work/rounds/{line}" work::line, Access::Directorate;
    POST "/work/rounds/{line}/ring" work::ring, Access::Directorate;

    GET "/problems/{slug}" problems::show, Access::Public;

    GET "/api/openapi.json" api::document, Access::Public;
    GET "/api/docs" api::docs, Access::Public;
    GET "/api/v1/schemes" api::schemes::list, Access::Public;
    POST "/api/v1/schemes" api::schemes::publish, Access::Directorate;
    GET "/api/v1/schemes/{slug}" api::schemes::one, Access::Public;
    GET "/api/v1/schemes/{slug}/thresholds" api::thresholds::list, Access::Public;
    POST "/api/v1/schemes/{slug}/thresholds" api::thresholds::set, Access::Directorate;
    GET "/api/v1/forms" api::forms::list, Access::Directorate;
    POST "/api/v1/forms" api::forms::import, Access::Directorate;
    GET "/api/v1/forms/{slug}" api::forms::versions, Access::Directorate;
    GET "/api/v1/forms/{slug}/{number}" api::forms::one, Access::Directorate;
    PUT "/api/v1/forms/{slug}/{number}" api::forms::save, Access::Directorate;
    DELETE "/api/v1/forms/{slug}/{number}" api::forms::discard, Access::Directorate;
    POST "/api/v1/forms/{slug}/{number}/publish" api::forms::publish, Access::Directorate;
    POST "/api/v1/forms/{slug}/{number}/copy" api::forms::copy, Access::Directorate;
    GET "/api/v1/forms/{slug}/{number}/changes-since/{older}" api::forms::changes, Access::Directorate;
    GET "/api/v1/calls" api::calls::list, Access::Public;
    POST "/api/v1/calls" api::announce::announce, Access::Directorate;
    GET "/api/v1/calls/{slug}" api::calls::one, Access::Public;
    PUT "/api/v1/calls/{slug}" api::announce::save, Access::Directorate;
    POST "/api/v1/calls/{slug}/open" api::announce::open, Access::Directorate;
    POST "/api/v1/calls/{slug}/close" api::announce::close, Access::Directorate;
    POST "/api/v1/calls/{slug}/copy" api::announce::copy, Access::Directorate;
    POST "/api/v1/calls/{slug}/amend" api::announce::amend, Access::Directorate;
    GET "/api/v1/calls/{slug}/amendments" api::calls::amended, Access::Public;
    GET "/api/v1/calls/{slug}/form" api::forms::of_call, Access::Public;
    GET "/api/v1/calls/{slug}/schema" api::forms::schema, Access::Public;
    GET "/api/v1/calls/{slug}/scenarios" api::scenarios::list, Access::Directorate;
    POST "/api/v1/calls/{slug}/scenarios" api::scenarios::draw, Access::Directorate;
    GET "/api/v1/calls/{slug}/scenarios/compare" api::scenarios::beside::compared, Access::Directorate;
    GET "/api/v1/calls/{slug}/scenarios/{number}" api::scenarios::one, Access::Directorate;
    POST "/api/v1/calls/{slug}/scenarios/{number}/redraw" api::scenarios::redraw, Access::Directorate;
    PUT "/api/v1/calls/{slug}/scenarios/{number}/adjustments/{application}" api::scenarios::set_amount, Access::Directorate;
    DELETE "/api/v1/calls/{slug}/scenarios/{number}/adjustments/{application}" api::scenarios::drop_amount, Access::Directorate;
    POST "/api/v1/calls/{slug}/scenarios/{number}/adopt" api::scenarios::adopt, Access::Directorate;
    GET "/api/v1/calls/{slug}/scenarios/{number}/working" api::scenarios::looks::working, Access::Directorate;
    GET "/api/v1/calls/{slug}/scenarios/{number}/optimum" api::scenarios::looks::optimal, Access::Directorate;
    GET "/api/v1/calls/{slug}/scenarios/{number}/sensitivity" api::scenarios::looks::sensitivity, Access::Directorate;
    GET "/api/v1/calls/{slug}/scenarios/{number}/municipalities" api::scenarios::beside::municipalities, Access::Directorate;
    GET "/api/v1/calls/{slug}/scenarios/{number}/purposes" api::scenarios::purposes::purposes, Access::Directorate;
    GET "/api/v1/weights" api::weights::list, Access::Directorate;
    POST "/api/v1/weights" api::weights::import, Access::Directorate;
    GET "/api/v1/weights/{slug}" api::weights::one, Access::Directorate;
    GET "/api/v1/applications" api::applications::list, Access::SignedIn;
    GET "/api/v1/applications/{id}" api::applications::one, Access::Owner;
    POST "/api/v1/applications" api::apply::begin, Access::SignedIn;
    PUT "/api/v1/applications/{id}/answers" api::apply::save, Access::OwnApplicant;
    DELETE "/api/v1/applications/{id}/draft" api::apply::drop_draft, Access::OwnApplicant;
    POST "/api/v1/applications/{id}/withdraw" api::apply::withdraw, Access::OwnApplicant;
    POST "/api/v1/applications/{id}/signature" api::apply::ask_to_sign, Access::OwnApplicant;
    GET "/api/v1/applications/{id}/files" api::files::list, Access::Owner;
    POST "/api/v1/applications/{id}/files" api::files::upload, Access::OwnApplicant;
    GET "/api/v1/applications/{id}/files/{file}" api::files::download, Access::Owner;
    DELETE "/api/v1/applications/{id}/files/{file}" api::files::remove, Access::OwnApplicant;
    GET "/api/v1/applications/{id}/versions" api::versions::list, Access::Owner;
    GET "/api/v1/applications/{id}/versions/{number}" api::versions::one, Access::Owner;
    GET "/api/v1/applications/{id}/versions/{number}/changes-since/{older}" api::versions::changes, Access::Owner;
    GET "/api/v1/applications/{id}/organisations" api::together::list, Access::Owner;
    POST "/api/v1/applications/{id}/organisations" api::together::invite, Access::OwnApplicant;
    DELETE "/api/v1/applications/{id}/organisations/{organisation}" api::together::leave, Access::OwnApplicant;
    GET "/api/v1/applications/{id}/invitation" api::together::invitation, Access::OwnApplicant;
    POST "/api/v1/applications/{id}/invitation" api::together::join, Access::OwnApplicant;
    GET "/api/v1/applications/{id}/findings" api::findings::findings, Access::Owner;
    POST "/api/v1/applications/{id}/check" api::apply::check, Access::Directorate;
    POST "/api/v1/applications/{id}/dismiss" api::apply::dismiss, Access::Directorate;
    POST "/api/v1/applications/{id}/award" api::reversals::award, Access::Directorate;
    POST "/api/v1/applications/{id}/ask" api::apply::ask, Access::Directorate;
    POST "/api/v1/applications/{id}/admit" api::apply::admit, Access::Directorate;
    GET "/api/v1/applications/{id}/assessments" api::assessments::list, Access::Directorate;
    POST "/api/v1/applications/{id}/assessments" api::assessments::hand_in, Access::Directorate;
    POST "/api/v1/applications/{id}/impartiality" api::assessments::declare, Access::Directorate;
    POST "/api/v1/applications/{id}/consensus" api::assessments::agree, Access::Directorate;
    GET "/api/v1/applications/{id}/assignments" api::assessments::assigned, Access::Directorate;
    POST "/api/v1/applications/{id}/assignments" api::assessments::ask, Access::Directorate;
    DELETE "/api/v1/applications/{id}/assignments/{person}" api::assessments::take_back, Access::Directorate;
    POST "/api/v1/calls/{slug}/spread" api::assessments::spread_over, Access::Directorate;
    GET "/api/v1/calls/{slug}/ranking" api::ranking::ranking, Access::Directorate;
    GET "/api/v1/ties" api::registers::ties, Access::Directorate;
    POST "/api/v1/ties" api::registers::add_tie, Access::Directorate;
    POST "/api/v1/ties/{id}/end" api::registers::ends_tie, Access::Directorate;
    GET "/api/v1/superiors" api::registers::superiors, Access::Directorate;
    POST "/api/v1/superiors" api::registers::add_superior, Access::Directorate;
    POST "/api/v1/superiors/{id}/end" api::registers::ends_superior, Access::Directorate;
    GET "/api/v1/signatories" api::signatories::list, Access::Directorate;
    POST "/api/v1/signatories" api::signatories::register, Access::Directorate;
    POST "/api/v1/signatories/end" api::signatories::end, Access::Directorate;
    POST "/api/v1/applications/{id}/submit" api::applications::submit, Access::OwnApplicant;
    GET "/api/v1/appropriations" api::appropriations::list, Access::Directorate;
    GET "/api/v1/carry-rules" api::carry_rules::list, Access::Directorate;
    POST "/api/v1/carry-rules" api::carry_rules::set, Access::Directorate;
    POST "/api/v1/envelopes" api::envelopes::open, Access::Directorate;
    GET "/api/v1/envelopes/{key}" api::envelopes::one, Access::Directorate;
    POST "/api/v1/envelopes/{key}/increase" api::envelopes::increase, Access::Directorate;
    POST "/api/v1/envelopes/{key}/reduce" api::envelopes::reduce, Access::Directorate;
    POST "/api/v1/envelopes/{key}/transfer" api::envelopes::transfer, Access::Directorate;
    POST "/api/v1/envelopes/{key}/carry-over" api::envelopes::carry, Access::Directorate;
    GET "/api/v1/grants" api::grants::list, Access::SignedIn;
    GET "/api/v1/grants/{id}" api::grants::one, Access::Owner;
    POST "/api/v1/grants/{id}/accept" api::grants::accept, Access::OwnApplicant;
    POST "/api/v1/grants/{id}/reverse" api::reversals::reverse, Access::Directorate;
    GET "/api/v1/deadlines" api::reporting::deadlines, Access::SignedIn;
    GET "/api/v1/deadlines/{id}" api::reporting::deadline, Access::Owner;
    GET "/api/v1/reports" api::reporting::reports, Access::SignedIn;
    GET "/api/v1/reports/{id}" api::reporting::report, Access::Owner;
    GET "/api/v1/status-reports" api::status_reports::list, Access::Directorate;
    POST "/api/v1/status-reports" api::status_reports::ask, Access::Directorate;
    GET "/api/v1/status-reports/{id}" api::status_reports::one, Access::Directorate;
    GET "/api/v1/status-reports/{id}/pdf" api::status_reports::pdf, Access::Directorate;
    GET "/api/v1/status-reports/{id}/figures" api::status_reports::figures, Access::Directorate;
    POST "/api/v1/status-reports/{id}/publish" api::status_reports::publish, Access::Directorate;
    POST "/api/v1/status-reports/{id}/withdraw" api::status_reports::withdraw, Access::Directorate;
    GET "/api/v1/report-orders" api::report_orders::list, Access::Directorate;
    POST "/api/v1/report-orders" api::report_orders::order, Access::Directorate;
    POST "/api/v1/report-orders/{order}/readers" api::report_orders::readers, Access::Directorate;
    POST "/api/v1/report-orders/{order}/end" api::report_orders::end, Access::Directorate;
    GET "/api/v1/work" api::work::list, Access::Directorate;
    GET "/api/v1/work/{id}" api::work::one, Access::Directorate;
    POST "/api/v1/work/{id}/cancel" api::work::cancel, Access::Directorate;
    POST "/api/v1/work/{id}/replay" api::work::replay, Access::Directorate;
    POST "/api/v1/work/replay" api::work::replay_many, Access::Directorate;
    GET "/api/v1/work/kinds" api::work::kinds, Access::Directorate;
    POST "/api/v1/work/kinds/{kind}/pause" api::work::pause, Access::Directorate;
    POST "/api/v1/work/kinds/{kind}/resume" api::work::resume, Access::Directorate;
    GET "/api/v1/work/rounds" api::work::rounds, Access::Directorate;
    POST "/api/v1/work/rounds/{line}/ring" api::work::ring, Access::Directorate;
    GET "/api/v1/work/workers" api::work::workers, Access::Directorate;

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
