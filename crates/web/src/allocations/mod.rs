//! To come.
pub(crate) async fn show() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
pub(crate) async fn draw() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
pub(crate) async fn confirm_adopt() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
pub(crate) async fn adopt() -> crate::kit::Problem {
    crate::kit::Problem::not_found()
}
