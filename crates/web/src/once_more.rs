//! What gave way to somebody else is done once more, before anybody hears of it.

use crate::kit::Problem;
use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::Request,
    http::{StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::time::Duration;

/// How often a request is made in all.
const TIMES: u32 = 4;

/// The largest body that is kept for another time, in bytes: every form, no file.
const KEPT: u64 = 256 * 1024;

/// Makes a request again whose transaction gave way to another one (a deadlock, a serialization failure, a
/// lock that was not to be had): nothing of it was done, and who asked is not to notice. A verb is one
/// transaction, so all of it is done or nothing. What hands in a file is not made again: who sent it is
/// told that trying again helps.
pub(crate) async fn once_more(request: Request, next: Next) -> Response {
    // What says how long it is may be wrapped by now, so that the body itself does not tell.
    let told = request.headers().get(header::CONTENT_LENGTH).and_then(|long| long.to_str().ok());
    let short = told.and_then(|long| long.parse::<u64>().ok()).is_some_and(|long| long <= KEPT);
    if !short && !request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, KEPT as usize).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    for time in 1..TIMES {
        let answer = next.clone().run(request_of(&parts, &body)).await;
        let problem = answer.extensions().get::<Problem>();
        if !problem.is_some_and(Problem::may_be_tried_again) {
            return answer;
        }
        // Two that were in each other's way are not to meet again.
        tokio::time::sleep(Duration::from_millis(10) * time * u32::from(chance())).await;
    }
    next.run(request_of(&parts, &body)).await
}

fn request_of(parts: &Parts, body: &Bytes) -> Request {
    Request::from_parts(parts.clone(), Body::from(body.clone()))
}

/// 1 to 8, by chance.
fn chance() -> u8 {
    let mut byte = [3];
    // Without chance both wait equally long; the database tells them apart.
    let _ = getrandom::fill(&mut byte);
    byte[0] % 8 + 1
}
