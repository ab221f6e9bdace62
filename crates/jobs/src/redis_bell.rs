//! The bell between processes: a message on a Redis channel.
//!
//! Nothing is kept in Redis. While it is away, rings reach only this process, and the others find new
//! work by looking; when it is back, everybody looks once, because nobody knows what was missed.

use crate::bell::{Audible, Ears, LocalBell};
use futures::StreamExt;
use redis::{AsyncConnectionConfig, Client, RedisResult, aio::MultiplexedConnection};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Notify, task::JoinSet, time};
use worklist::Bell;

const CHANNEL: &str = "fordel:bell";
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_secs(1);

/// Why there is no bell over Redis.
#[derive(Debug, thiserror::Error)]
#[error("this is not a Redis address ({0}); it begins with redis:// or rediss://")]
pub struct RedisBellError(pub(crate) redis::RedisError);

/// A bell that other processes hear too. Ringing never waits for Redis.
#[derive(Debug)]
pub struct RedisBell {
    here: Arc<LocalBell>,
    elsewhere: Arc<Notify>,
    /// Both tasks end with the bell.
    _tasks: JoinSet<()>,
}

impl RedisBell {
    /// Hangs up the bell. Redis need not answer: it is tried again and again, for ever.
    ///
    /// Must be called within a tokio runtime.
    pub fn hang(url: &str) -> Result<RedisBell, RedisBellError> {
        let client = Client::open(url).map_err(RedisBellError)?;
        let (here, elsewhere) = (Arc::new(LocalBell::new()), Arc::new(Notify::new()));
        let mut tasks = JoinSet::new();
        tasks.spawn(tell_the_others(client.clone(), elsewhere.clone()));
        tasks.spawn(hear_the_others(client, here.clone()));
        Ok(RedisBell { here, elsewhere, _tasks: tasks })
    }
}

impl Bell for RedisBell {
    fn ring(&self) {
        self.here.ring();
        // Several rings before the message is out are one message.
        self.elsewhere.notify_one();
    }
}
impl Audible for RedisBell {
    fn listen(&self) -> Ears {
        self.here.listen()
    }
}

async fn tell_the_others(client: Client, rung: Arc<Notify>) {
    let mut connection = None;
    let mut outage = Outage::default();
    loop {
        rung.notified().await;
        loop {
            let was_kept = connection.is_some();
            match publish(&client, &mut connection).await {
                Ok(()) => {
                    outage.over("rings again");
                    break;
                }
                // A connection that was kept may have died long ago: a new one is tried at once.
                Err(_) if was_kept => connection = None,
                Err(error) => {
                    connection = None;
                    outage.goes_on("rings only here", &error);
                    time::sleep(PAUSE).await;
                }
            }
        }
    }
}

async fn publish(client: &Client, kept: &mut Option<MultiplexedConnection>) -> RedisResult<()> {
    let connection = match kept {
        Some(connection) => connection,
        None => {
            let config = AsyncConnectionConfig::new()
                .set_connection_timeout(Some(PATIENCE))
                .set_response_timeout(Some(PATIENCE));
            kept.insert(client.get_multiplexed_async_connection_with_config(&config).await?)
        }
    };
    redis::cmd("PUBLISH").arg(CHANNEL).arg(1).query_async::<()>(connection).await
}

async fn hear_the_others(client: Client, here: Arc<LocalBell>) {
    let mut outage = Outage::default();
    loop {
        let heard = async {
            let mut channel = time::timeout(PATIENCE, client.get_async_pubsub())
                .await
                .map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
            channel.subscribe(CHANNEL).await?;
            outage.over("hears again");
            // What was rung before this moment was not heard.
            here.ring();
            let mut rings = channel.into_on_message();
            while rings.next().await.is_some() {
                here.ring();
            }
            RedisResult::Ok(())
        };
        let error = match heard.await {
            Ok(()) => "the connection was closed".to_owned(),
            Err(error) => error.to_string(),
        };
        outage.goes_on("does not hear other processes", &error);
        time::sleep(PAUSE).await;
    }
}

/// One line in the log when Redis goes, one when it is back.
#[derive(Debug, Default)]
struct Outage(bool);

impl Outage {
    fn goes_on(&mut self, what: &str, error: &dyn std::fmt::Display) {
        if !std::mem::replace(&mut self.0, true) {
            tracing::warn!("the bell {what}: {error}");
        }
    }
    fn over(&mut self, what: &str) {
        if std::mem::replace(&mut self.0, false) {
            tracing::info!("the bell {what}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_redis_it_still_rings_here() {
        // Nobody listens on port 1.
        let bell = RedisBell::hang("redis://127.0.0.1:1/").expect("an address");
        let mut ears = bell.listen();
        bell.ring();
        ears.ring().await;
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        let error = RedisBell::hang("http://example.no").expect_err("no address").to_string();
        assert!(error.contains("redis://"), "{error}");
    }
}
