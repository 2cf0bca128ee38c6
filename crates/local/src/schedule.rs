//! The schedule in a process: work that is repeated at intervals, as EventBridge Scheduler repeats it on AWS.

use crate::stop::over;
use std::time::Duration;
use tokio::{
    sync::watch,
    time::{Interval, MissedTickBehavior},
};

/// Work and the interval at which it is repeated.
pub struct Every<W> {
    pub interval: Duration,
    pub work: W,
}

/// Repeats one kind of work until the stop signal.
pub async fn repeat(stopped: watch::Receiver<bool>, every: Every<impl AsyncFn()>) {
    let (mut tick, mut end) = (delayed(every.interval), std::pin::pin!(over(stopped)));
    loop {
        tokio::select! {
            () = &mut end => return,
            _ = tick.tick() => (every.work)().await,
        }
    }
}

/// Repeats two kinds of work, one at a time, until the stop signal. When both are due, `often` goes first, because `seldom` uses its
/// results: published statistics count events after their notices have left the outbox.
pub async fn repeat_both(
    stopped: watch::Receiver<bool>,
    often: Every<impl AsyncFn()>,
    seldom: Every<impl AsyncFn()>,
) {
    let (mut tick, mut rarer) = (delayed(often.interval), tokio::time::interval(seldom.interval));
    let mut end = std::pin::pin!(over(stopped));
    loop {
        tokio::select! {
            biased;
            () = &mut end => return,
            _ = tick.tick() => (often.work)().await,
            _ = rarer.tick() => (seldom.work)().await,
        }
    }
}

/// An interval that counts from the end of a tick that came late.
fn delayed(interval: Duration) -> Interval {
    let mut tick = tokio::time::interval(interval);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tick
}
