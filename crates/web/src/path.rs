//! The one name in a path.

use crate::kit::Problem;
use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use std::str::FromStr;

/// The first parameter of the path, read as what it names. What cannot be read names nothing: 404.
#[derive(Debug, Clone, Copy)]
pub struct PathOf<T>(pub T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for PathOf<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let parameters = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::not_found())?;
        let first = parameters.iter().next().and_then(|(_, value)| value.parse().ok());
        first.map(PathOf).ok_or_else(Problem::not_found)
    }
}
