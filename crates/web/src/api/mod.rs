//! To come.
pub(crate) mod status_reports;
pub(crate) mod reporting;
pub(crate) mod grants;
pub(crate) mod applications;
pub(crate) mod calls;
pub(crate) async fn document() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
pub(crate) async fn docs() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
