//! To come.
pub(crate) async fn list() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
pub(crate) async fn one() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
pub(crate) async fn scenarios() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
