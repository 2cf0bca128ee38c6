//! The signal that ends the tasks of an edition or a stack.

use tokio::sync::watch;

/// Waits until the signal is given. An edition that is dropped gives it too.
pub async fn over(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}
