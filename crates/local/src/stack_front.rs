//! The stack's front: site, API and mailbox on the stack's origin, and its schedule.

use crate::{
    OpenError, actions,
    front::{Backend, Gateway},
    listener::{Patience, Room, listen},
    schedule::{self, Every},
    site::Site,
    stack::Stack,
    template::Template,
};
use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};
use tokio::{sync::watch, task::JoinSet};

/// The interval of the jobs that people wait for.
const TICK: Duration = Duration::from_secs(5);
/// The interval of the other jobs.
const SELDOM: Duration = Duration::from_secs(600);

/// Serves the stack's front until `stop` ends.
///
/// # Errors
/// When the origin's port is taken.
pub async fn serve(
    stack: Arc<Stack>,
    site: &Path,
    stop: impl Future<Output = std::io::Result<()>>,
) -> Result<(), OpenError> {
    let port = stack.origin.rsplit(':').next().and_then(|port| port.parse().ok());
    let listeners = listen(port.unwrap_or(80)).await.map_err(OpenError::Listen)?;
    let template = Template::compiled_in()?;
    let (ended, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let front = Gateway {
        backend: Backend::Stack(stack.clone()),
        site: Site::open(Some(site), template.content_security_policy.as_deref(), &stack.services),
        origin: stack.origin.clone(),
        demonstration: None,
        ready: Arc::new(AtomicBool::new(true)),
        patience: Patience::default(),
        room: Room::default(),
    };
    front.serve(listeners, &stopped, &mut tasks);
    let prompt = stack.clone();
    let often = Every {
        interval: TICK,
        work: async move || prompt.run(|job| actions::PROMPT_JOBS.contains(&job)).await,
    };
    let seldom = Every {
        interval: SELDOM,
        work: async move || stack.run(|job| !actions::PROMPT_JOBS.contains(&job)).await,
    };
    tasks.spawn(schedule::repeat_both(stopped, often, seldom));
    let stopped = stop.await;
    let _ = ended.send(true);
    let farewell = async { while tasks.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(Duration::from_secs(5), farewell).await;
    stopped.map_err(OpenError::Listen)
}
