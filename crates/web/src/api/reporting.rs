//! To come.
pub(crate) async fn deadlines() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
pub(crate) async fn deadline() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
pub(crate) async fn reports() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
pub(crate) async fn report() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
