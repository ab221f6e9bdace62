//! How fast the mail relay may be asked: within one process, or shared by all over Redis.
//!
//! Over Redis one small script holds the time at which the next turn is free (the generic cell rate
//! algorithm), by Redis' own clock. What is kept there may be lost: then turns begin anew. While Redis is
//! away every process takes a share of its own.

use crate::RedisBellError;
use governor::{
    DefaultDirectRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};
use redis::{AsyncConnectionConfig, Client, RedisResult, Script, aio::MultiplexedConnection};
use std::{
    collections::HashMap,
    fmt,
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use worklist::Throttle;

/// Redis answers in this time or counts as being away: an act waits for the answer.
const PATIENCE: Duration = Duration::from_millis(500);
/// So long it is not asked again after it was away.
const REST: Duration = Duration::from_secs(5);
/// So much of the whole each process takes while Redis is away, since nobody knows how many there are.
const SHARE: u32 = 4;

/// So many turns a minute, and so many at once after a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Turns in a minute.
    pub per_minute: NonZeroU32,
    /// At once, when none was taken for a while.
    pub burst: NonZeroU32,
}

impl Pace {
    /// So many a minute, and what falls to two seconds at once.
    pub fn per_minute(turns: NonZeroU32) -> Pace {
        Pace {
            per_minute: turns,
            burst: NonZeroU32::new(turns.get() / 30).unwrap_or(NonZeroU32::MIN),
        }
    }
    fn share(self) -> Pace {
        Pace::per_minute(NonZeroU32::new(self.per_minute.get() / SHARE).unwrap_or(NonZeroU32::MIN))
    }
    fn quota(self) -> Quota {
        Quota::per_minute(self.per_minute).allow_burst(self.burst)
    }
    /// Between two turns, in microseconds.
    fn gap(self) -> u64 {
        60_000_000 / u64::from(self.per_minute.get())
    }
}

/// Within one process.
pub struct LocalThrottle {
    pace: Pace,
    keys: Mutex<HashMap<String, Arc<DefaultDirectRateLimiter>>>,
    clock: DefaultClock,
}

impl LocalThrottle {
    /// At this pace for every key.
    pub fn at(pace: Pace) -> LocalThrottle {
        LocalThrottle { pace, keys: Mutex::default(), clock: DefaultClock::default() }
    }
    fn try_take(&self, key: &str) -> Result<(), Duration> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let limiter = keys
            .entry(key.to_owned())
            .or_insert_with(|| Arc::new(RateLimiter::direct(self.pace.quota())))
            .clone();
        drop(keys);
        limiter.check().map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }
}

#[async_trait::async_trait]
impl Throttle for LocalThrottle {
    async fn take(&self, key: &str) -> Result<(), Duration> {
        told(self.try_take(key))
    }
}

impl fmt::Debug for LocalThrottle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalThrottle").field("pace", &self.pace).finish()
    }
}

/// Shared by all processes over Redis.
pub struct RedisThrottle {
    pace: Pace,
    client: Client,
    script: Script,
    alone: LocalThrottle,
    way: tokio::sync::Mutex<Way>,
}

#[derive(Default)]
struct Way {
    connection: Option<MultiplexedConnection>,
    not_before: Option<Instant>,
}

/// Takes a turn, or says for how many microseconds there is none. Redis' own clock counts, so that the
/// machines need not agree on the time.
const TAKE: &str = r"
local gap, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local free = tonumber(redis.call('GET', KEYS[1]) or now)
if free < now then free = now end
local wait = free - (burst - 1) * gap - now
if wait > 0 then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', free + gap), 'PX', math.ceil((free + gap - now) / 1000) + 1000)
return 0
";

impl RedisThrottle {
    /// At this pace for every key, over the Redis at an address. It need not answer yet.
    pub fn at(pace: Pace, url: &str) -> Result<RedisThrottle, RedisBellError> {
        Ok(RedisThrottle {
            pace,
            client: Client::open(url).map_err(RedisBellError)?,
            script: Script::new(TAKE),
            alone: LocalThrottle::at(pace.share()),
            way: tokio::sync::Mutex::default(),
        })
    }

    /// The answer of Redis; none when it is away.
    async fn ask(&self, key: &str) -> Option<Result<(), Duration>> {
        let mut connection = {
            let mut way = self.way.lock().await;
            if way.not_before.is_some_and(|at| Instant::now() < at) {
                return None;
            }
            match &way.connection {
                Some(connection) => connection.clone(),
                None => match connect(&self.client).await {
                    Ok(connection) => way.connection.insert(connection).clone(),
                    Err(error) => {
                        away(&mut way, &error);
                        return None;
                    }
                },
            }
        };
        let wait: RedisResult<u64> = self
            .script
            .key(format!("fordel:throttle:{key}"))
            .arg(self.pace.gap())
            .arg(self.pace.burst.get())
            .invoke_async(&mut connection)
            .await;
        match wait {
            Ok(0) => Some(Ok(())),
            Ok(wait) => Some(Err(Duration::from_micros(wait))),
            Err(error) => {
                away(&mut *self.way.lock().await, &error);
                None
            }
        }
    }
}

async fn connect(client: &Client) -> RedisResult<MultiplexedConnection> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(PATIENCE))
        .set_response_timeout(Some(PATIENCE));
    client.get_multiplexed_async_connection_with_config(&config).await
}

fn away(way: &mut Way, error: &redis::RedisError) {
    if way.not_before.is_none_or(|at| at.elapsed() > REST) {
        tracing::warn!("turns are not shared while Redis is away: {error}");
    }
    way.connection = None;
    way.not_before = Some(Instant::now() + REST);
}

#[async_trait::async_trait]
impl Throttle for RedisThrottle {
    async fn take(&self, key: &str) -> Result<(), Duration> {
        match self.ask(key).await {
            Some(answer) => told(answer),
            None => self.alone.take(key).await,
        }
    }
}

impl fmt::Debug for RedisThrottle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisThrottle").field("pace", &self.pace).finish()
    }
}

fn told(answer: Result<(), Duration>) -> Result<(), Duration> {
    let outcome = if answer.is_ok() { "taken" } else { "wait" };
    metrics::counter!("fordel_throttle_turns_total", "outcome" => outcome).increment(1);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(turns: u32) -> Pace {
        Pace::per_minute(NonZeroU32::new(turns).expect("some turns"))
    }

    #[tokio::test]
    async fn a_burst_and_then_one_by_one() {
        let throttle = LocalThrottle::at(pace(60)); // two at once, then one a second
        assert!(throttle.take("relay").await.is_ok());
        assert!(throttle.take("relay").await.is_ok());
        let wait = throttle.take("relay").await.expect_err("none is left");
        assert!(wait <= Duration::from_secs(1) && wait > Duration::from_millis(900), "{wait:?}");
        assert!(throttle.take("another").await.is_ok());
    }

    #[tokio::test]
    async fn without_redis_each_takes_a_share_and_does_not_wait_for_it_each_time() {
        // Nobody listens on port 1.
        let throttle = RedisThrottle::at(pace(4), "redis://127.0.0.1:1/").expect("an address");
        assert!(throttle.take("relay").await.is_ok());
        let wait = throttle.take("relay").await.expect_err("one a minute");
        assert!(wait > Duration::from_secs(50), "{wait:?}");
        assert!(throttle.way.lock().await.not_before.is_some());
    }
}
