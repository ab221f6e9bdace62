//! Redis emptied, killed, standing still, saying everything twice: latency, never a letter.

use crate::Asked;
use crate::check;
use crate::ground::{Ground, Keeps};
use crate::line::Line;
use crate::proxy::Wire;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// The longest that nothing is taken while Redis is in such a state: a look every second, five seconds
/// until Redis is given up, and a busy machine.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Letters under a limit that the processes share through Redis.
async fn limited(due: usize) -> anyhow::Result<Ground> {
    let mut ground = Ground::lay(Keeps::Journal, due).await?;
    for (name, value) in &mut ground.orders.settings {
        if name == "FORDEL_SMTP_URL" {
            value.push_str("&rate=40/s");
        }
    }
    ground.plan().await?;
    Ok(ground)
}

/// Looks at the relay for a while: the longest that it was given nothing.
async fn longest_pause(ground: &Ground, watch: Duration) -> Duration {
    let (mut seen, mut since, mut longest) = (ground.relay.count(), Instant::now(), Duration::ZERO);
    let began = Instant::now();
    while began.elapsed() < watch && seen < ground.due {
        sleep(Duration::from_millis(20)).await;
        let now = ground.relay.count();
        if now > seen {
            (seen, since) = (now, Instant::now());
        }
        longest = longest.max(since.elapsed());
    }
    longest
}

async fn settled(mut line: Line, ground: Ground, pause: Duration) -> anyhow::Result<Line> {
    let began = Instant::now();
    ground.until_quiet().await?;
    line.figure("the rest took", format!("{:.1} s", began.elapsed().as_secs_f64()));
    line.figure("longest pause", format!("{:.2} s", pause.as_secs_f64()));
    if pause > LONGEST_PAUSE {
        line.violations.push(format!("nothing was taken for {pause:?}"));
    }
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}

/// Emptied again and again under load.
pub(super) async fn flushed(asked: Asked) -> anyhow::Result<Line> {
    let times = if asked.small { 5 } else { 50 };
    let mut line = Line { tried: times, ..Line::default() };
    let ground = limited(times * 20).await?;
    let _fleet = [ground.orders.work()?, ground.orders.work()?];
    ground.until_taken(1).await?;
    let mut pause = Duration::ZERO;
    for _ in 0..times {
        ground.redis.flush().await?;
        let this = longest_pause(&ground, Duration::from_millis(200)).await;
        line.recoveries.push(this);
        pause = pause.max(this);
    }
    settled(line, ground, pause).await
}

/// Killed and started again, empty.
pub(super) async fn killed(asked: Asked) -> anyhow::Result<Line> {
    let times = if asked.small { 1 } else { 5 };
    let mut line = Line { tried: times, ..Line::default() };
    let mut ground = limited(times * 400).await?;
    let _fleet = [ground.orders.work()?, ground.orders.work()?];
    ground.until_taken(1).await?;
    let mut pause = Duration::ZERO;
    for _ in 0..times {
        ground.redis.kill()?;
        let this = longest_pause(&ground, Duration::from_secs(3)).await;
        ground.redis.revive()?;
        let after = longest_pause(&ground, Duration::from_secs(2)).await;
        line.recoveries.push(this.max(after));
        pause = pause.max(this).max(after);
    }
    settled(line, ground, pause).await
}

/// It stands still: connections stay, and nothing is answered.
pub(super) async fn stalled(asked: Asked) -> anyhow::Result<Line> {
    let seconds: &[u64] = if asked.small { &[3] } else { &[2, 30] };
    let mut line = Line { tried: seconds.len(), ..Line::default() };
    let ground = limited(if asked.small { 150 } else { 1200 }).await?;
    let _fleet = [ground.orders.work()?, ground.orders.work()?];
    ground.until_taken(1).await?;
    let mut pause = Duration::ZERO;
    for seconds in seconds {
        ground.redis.stand_still(true)?;
        let this = longest_pause(&ground, Duration::from_secs(*seconds)).await;
        ground.redis.stand_still(false)?;
        line.recoveries.push(this);
        pause = pause.max(this);
    }
    settled(line, ground, pause).await
}

/// Everything that is said on the channel comes twice.
pub(super) async fn twice(asked: Asked) -> anyhow::Result<Line> {
    let rounds = if asked.small { 2 } else { 20 };
    let mut line = Line::default();
    let mut ground = Ground::lay(Keeps::Journal, 0).await?;
    ground.redis_wire.set(Wire::Twice);
    let _fleet = [ground.orders.work()?, ground.orders.work()?, ground.orders.work()?];
    for _ in 0..rounds {
        line.tried += 1;
        ground.more(10).await?;
        // The command rings over Redis for the workers elsewhere.
        ground.plan().await?;
        line.recoveries.push(ground.until_quiet().await?);
    }
    line.violations.extend(check::look(&ground, 0).await?.violations);
    Ok(line)
}
