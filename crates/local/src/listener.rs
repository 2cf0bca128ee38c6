//! The listener: it bounds the time that a caller may be idle, the number of connections, and the memory for bodies.

use crate::stop::over;
use axum::{
    body::{Body, Bytes, HttpBody},
    http::{Request, Response},
};
use hyper::{body::Frame, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    convert::Infallible,
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time::{Instant, Sleep},
};
use tokio_io_timeout::TimeoutStream;

/// The listener's time limits for its callers, and the number of its connections.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Time limit for the head of a request, including later requests on the same connection.
    pub head: Duration,
    /// Time limit for the next part of a body.
    pub part: Duration,
    /// Time limit for a whole body. It suffices for a full scan batch over a slow line.
    pub body: Duration,
    /// Time limit for the caller to accept the next part of its answer.
    pub answer: Duration,
    /// The largest number of connections at the same time. Further callers wait until one is closed.
    pub connections: usize,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            head: Duration::from_secs(30),
            part: Duration::from_secs(20),
            body: Duration::from_secs(600),
            answer: Duration::from_secs(30),
            connections: 512,
        }
    }
}

/// Listens on `localhost`, which is two addresses on most machines. Another program at the second address could pass for this one.
pub async fn listen(port: u16) -> std::io::Result<Vec<TcpListener>> {
    let mut tries = 0;
    loop {
        let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let chosen = four.local_addr()?.port();
        match TcpListener::bind((Ipv6Addr::LOCALHOST, chosen)).await {
            Ok(six) => return Ok(vec![four, six]),
            Err(error) if error.kind() != std::io::ErrorKind::AddrInUse => return Ok(vec![four]),
            Err(error) if port != 0 || tries == 9 => return Err(error),
            Err(_) => tries += 1,
        }
    }
}

/// Accepts connections and answers their requests until the stop signal. Requests under way at that time are still answered.
pub async fn serve<A, F>(
    listener: TcpListener,
    patience: Patience,
    places: Arc<Semaphore>,
    stopped: watch::Receiver<bool>,
    answer: A,
) where
    A: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let mut under_way = JoinSet::new();
    let mut end = std::pin::pin!(over(stopped.clone()));
    loop {
        // A connection is accepted only when a place is free, so that a waiting caller takes no memory here.
        let next = async {
            let place = places.clone().acquire_owned().await.ok()?;
            Some((listener.accept().await, place))
        };
        let (accepted, place) = tokio::select! {
            () = &mut end => break,
            Some(_) = under_way.join_next() => continue,
            next = next => match next {
                Some(next) => next,
                None => break,
            },
        };
        match accepted {
            Ok((stream, peer)) => {
                let (stopped, answer) = (stopped.clone(), answer.clone());
                under_way.spawn(async move {
                    connection(stream, peer, patience, stopped, answer).await;
                    drop(place);
                });
            }
            // The usual cause is too many open files, which is temporary.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    while under_way.join_next().await.is_some() {}
}

async fn connection<A, F>(
    stream: TcpStream,
    peer: SocketAddr,
    patience: Patience,
    stopped: watch::Receiver<bool>,
    answer: A,
) where
    A: Fn(Request<Body>, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let answering = answer(request.map(|body| Body::new(Patient::new(body, patience))), peer);
        async move { Ok::<_, Infallible>(answering.await) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(patience.head);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(patience.answer));
    let mut connection = std::pin::pin!(builder.serve_connection(TokioIo::new(Box::pin(stream)), service));
    tokio::select! {
        // A caller that left or exceeded a time limit is no error of the listener.
        _ = connection.as_mut() => {}
        () = over(stopped) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

/// A body with time limits.
struct Patient {
    body: hyper::body::Incoming,
    /// The time limit of the next part.
    part: Pin<Box<Sleep>>,
    patience: Patience,
    /// The time by which the whole body must have arrived.
    end: Instant,
}

impl Patient {
    fn new(body: hyper::body::Incoming, patience: Patience) -> Patient {
        let now = Instant::now();
        Patient {
            body,
            part: Box::pin(tokio::time::sleep(patience.part)),
            patience,
            end: now + patience.body,
        }
    }
}

impl HttpBody for Patient {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(frame) => {
                let next = (Instant::now() + self.patience.part).min(self.end);
                self.part.as_mut().reset(next);
                Poll::Ready(frame.map(|frame| frame.map_err(io::Error::other)))
            }
            Poll::Pending => match self.part.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(Some(Err(io::ErrorKind::TimedOut.into()))),
                Poll::Pending => Poll::Pending,
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        self.body.size_hint()
    }
}

/// The memory for bodies that are read at the same time, in units of [`UNIT`].
#[derive(Debug, Clone)]
pub struct Room(Arc<Semaphore>);

/// The unit, in bytes. A body takes whole units, and a body smaller than a unit takes none.
const UNIT: u64 = 256 * 1024;
/// The whole memory for bodies, in bytes: enough for two of the largest uploads.
const ROOM: u64 = 192 * 1024 * 1024;
/// The time for which a body waits for room.
const WAIT: Duration = Duration::from_secs(10);

impl Default for Room {
    fn default() -> Room {
        Room(Arc::new(Semaphore::new((ROOM / UNIT) as usize)))
    }
}

impl Room {
    /// Takes room for this number of bytes until the permit is dropped; `None` when no room becomes free in time.
    pub async fn take(&self, bytes: u64) -> Option<OwnedSemaphorePermit> {
        let units = u32::try_from((bytes / UNIT).min(ROOM / UNIT)).unwrap_or(u32::MAX);
        tokio::time::timeout(WAIT, self.0.clone().acquire_many_owned(units)).await.ok()?.ok()
    }
}
