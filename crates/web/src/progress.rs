//! How long work is doing, told to the browser while it goes on: server-sent events.
//!
//! What is told is read from the rows each time, so that it is the same whichever process answers, and
//! nothing is lost with a connection: the browser asks again. Pages say how things stand without it.

use crate::{App, kit::Problem};
use axum::{
    http::{HeaderName, HeaderValue, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, stream};
use sea_orm::DbErr;
use std::{collections::BTreeMap, convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{Instant, sleep},
};

/// So many browsers are told at once by a process; more of them look by themselves.
const MOST: usize = 100;

/// Between looks at the rows.
const EVERY: Duration = Duration::from_secs(1);

/// A browser that is told for this long asks again: then it is asked again who it is.
const LONGEST: Duration = Duration::from_secs(120);

/// What is told, by the names of the places on the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// A text for each place.
    pub texts: BTreeMap<&'static str, String>,
    /// A word for where it stands. When it is another one than before, the page itself is another one.
    pub standing: String,
    /// Nothing will change any more.
    pub is_over: bool,
}

/// Those who are told, and when to stop.
#[derive(Clone)]
pub(crate) struct Watchers {
    places: Arc<Semaphore>,
    /// True once the process is about to end. Without it each is told once.
    ending: Option<watch::Receiver<bool>>,
}

impl Default for Watchers {
    fn default() -> Self {
        Watchers { places: Arc::new(Semaphore::new(MOST)), ending: None }
    }
}

impl Watchers {
    /// Told until the process ends.
    pub(crate) fn until(self, ending: watch::Receiver<bool>) -> Watchers {
        Watchers { ending: Some(ending), ..self }
    }
}

struct Watched<L> {
    look: L,
    last: Option<Told>,
    began: Instant,
    ending: Option<watch::Receiver<bool>>,
    is_over: bool,
    /// Given back when the browser has gone.
    _place: OwnedSemaphorePermit,
}

/// Tells the browser what `look` finds, whenever it is something else than before.
pub(crate) fn tell<L, F>(app: &App, look: L) -> Result<Response, Problem>
where
    L: Fn() -> F + Send + 'static,
    F: Future<Output = Result<Told, DbErr>> + Send + 'static,
{
    let Ok(place) = app.watchers.places.clone().try_acquire_owned() else {
        return Err(Problem::of(StatusCode::SERVICE_UNAVAILABLE));
    };
    let watched = Watched {
        look,
        last: None,
        began: Instant::now(),
        ending: app.watchers.ending.clone(),
        is_over: false,
        _place: place,
    };
    let told = Sse::new(events(watched)).keep_alive(KeepAlive::new());
    // A proxy that gathers an answer before it passes it on would tell nothing until the end.
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(([unbuffered], told).into_response())
}

fn events<L, F>(watched: Watched<L>) -> impl Stream<Item = Result<Event, Infallible>>
where
    L: Fn() -> F + Send + 'static,
    F: Future<Output = Result<Told, DbErr>> + Send + 'static,
{
    stream::unfold(watched, |mut watched| async move {
        loop {
            if watched.is_over {
                return None;
            }
            if watched.last.is_some() && !watched.waits().await {
                return None;
            }
            // What cannot be read now can perhaps in a while; the browser asks again.
            let Ok(told) = (watched.look)().await else { return None };
            if watched.last.as_ref() == Some(&told) {
                continue;
            }
            watched.is_over = told.is_over;
            let event = event(&told);
            watched.last = Some(told);
            return Some((Ok(event), watched));
        }
    })
}

impl<L> Watched<L> {
    /// Waits for the next look; false when there is none.
    async fn waits(&mut self) -> bool {
        let Some(ending) = &mut self.ending else { return false };
        if self.began.elapsed() > LONGEST {
            return false;
        }
        tokio::select! {
            () = sleep(EVERY) => true,
            // Also when nobody is there any more to say so.
            _ = ending.wait_for(|ending| *ending) => false,
        }
    }
}

fn event(told: &Told) -> Event {
    let data = serde_json::json!({ "texts": told.texts, "standing": told.standing });
    let name = if told.is_over { "over" } else { "stands" };
    Event::default().event(name).retry(Duration::from_secs(3)).data(data.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::StreamExt;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    fn watched<L>(look: L, ending: Option<watch::Receiver<bool>>) -> Watched<L> {
        let places = Arc::new(Semaphore::new(1));
        let place = places.try_acquire_owned().expect("a place");
        Watched { look, last: None, began: Instant::now(), ending, is_over: false, _place: place }
    }

    fn told(standing: u32, is_over: bool) -> Told {
        Told { standing: standing.to_string(), is_over, ..Told::default() }
    }

    #[tokio::test(start_paused = true)]
    async fn tells_what_is_new_until_it_is_over() {
        let (_stop, ending) = watch::channel(false);
        let looks = Arc::new(AtomicU32::new(0));
        let look = {
            let looks = looks.clone();
            move || {
                let look = looks.fetch_add(1, Relaxed);
                async move { Ok(told(look / 3, look >= 6)) }
            }
        };
        let events = events(watched(look, Some(ending))).count().await;
        assert_eq!((events, looks.load(Relaxed)), (3, 7), "0, 1 and 2, which is over");
    }

    #[tokio::test(start_paused = true)]
    async fn ends_with_the_process_and_after_a_while() {
        let same = || async { Ok(told(0, false)) };
        assert_eq!(events(watched(same, None)).count().await, 1, "told once");
        let (stop, ending) = watch::channel(false);
        let began = Instant::now();
        assert_eq!(events(watched(same, Some(ending.clone()))).count().await, 1);
        assert!(began.elapsed() > LONGEST && began.elapsed() < 2 * LONGEST);
        stop.send(true).expect("somebody listens");
        let began = Instant::now();
        assert_eq!(events(watched(same, Some(ending))).count().await, 1);
        assert!(began.elapsed() < EVERY);
    }
}
