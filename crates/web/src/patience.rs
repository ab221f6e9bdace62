//! How long a request may take: what is asked for at once, what is handed in as long as its bytes need.

use axum::{
    body::{Body, HttpBody},
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::time::Duration;
use tower_http::timeout::TimeoutBody;

/// How long an answer may take once everything that was asked is there.
const LONGEST_ANSWER: Duration = Duration::from_secs(30);

/// The slowest line on which a file can be handed in, in bytes per second: 128 kbit/s. The largest file
/// then takes eleven minutes, and one who sends slower is let go.
const SLOWEST_LINE: u64 = 16 * 1024;

/// How long a line may be silent in the middle of what it sends: who has gone is not waited for.
const LONGEST_SILENCE: Duration = Duration::from_secs(30);

/// The most bytes of a body whose length is not told.
const UNTOLD: u64 = 1024 * 1024;

/// Lets go of a request that takes too long: 30 seconds for the answer, and what its body needs on a
/// slow line. 503, as when the house is overloaded: trying again helps.
pub(crate) async fn limit_time(request: Request, next: Next) -> Response {
    let longest = longest(request.body());
    let request = match request.body().is_end_stream() {
        true => request,
        false => request.map(|body| Body::new(TimeoutBody::new(LONGEST_SILENCE, body))),
    };
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// How long a request with this body may take. That a body is as long as it says, and no longer than is
/// taken, is looked after elsewhere.
fn longest(body: &Body) -> Duration {
    let bytes = if body.is_end_stream() { 0 } else { body.size_hint().exact().unwrap_or(UNTOLD) };
    LONGEST_ANSWER + Duration::from_secs(bytes.div_ceil(SLOWEST_LINE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Bytes, middleware, routing::post};
    use futures::{StreamExt, stream};
    use tower::ServiceExt;

    #[test]
    fn a_large_file_has_the_time_it_needs_on_a_slow_line() {
        assert_eq!(longest(&Body::empty()), LONGEST_ANSWER);
        assert_eq!(longest(&Body::from("a=1")).as_secs(), 31);
        let file = Body::from(vec![0; 10 * 1024 * 1024]);
        assert_eq!(longest(&file).as_secs(), 30 + 640);
        // One that does not tell how long it is has no more than a form needs.
        let untold = Body::from_stream(stream::empty::<Result<Bytes, std::io::Error>>());
        assert_eq!(longest(&untold).as_secs(), 30 + 64);
    }

    /// A body of so many pieces, each after a pause.
    fn slow(pieces: usize, pause: Duration) -> Body {
        Body::from_stream(stream::iter(0..pieces).then(move |_| async move {
            tokio::time::sleep(pause).await;
            Ok::<_, std::io::Error>(Bytes::from_static(b"x"))
        }))
    }

    async fn answer(body: Body) -> StatusCode {
        let read = |body: Bytes| async move { body.len().to_string() };
        let app = Router::new().route("/", post(read)).layer(middleware::from_fn(limit_time));
        let asked = Request::post("/").body(body).expect("a request");
        app.oneshot(asked).await.expect("an answer").status()
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_slowly_is_waited_for_and_who_has_gone_is_not() {
        let second = Duration::from_secs(1);
        assert_eq!(answer(slow(60, second)).await, 200, "longer than an answer may take");
        assert_eq!(answer(slow(200, second)).await, 503);
        assert_eq!(answer(slow(1, 31 * second)).await, 400, "silent in the middle");
    }
}
