//! To come.
pub(crate) async fn show() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
