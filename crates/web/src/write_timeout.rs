//! A connection that fails when its client stops reading.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep},
};

/// Bytes that a client must accept within the limit while it owes us reading. A client that accepts single bytes would
/// otherwise keep a response of megabytes for days.
const PROGRESS: usize = 64 << 10;

/// Fails a write with [`io::ErrorKind::TimedOut`] when the client accepts less than [`PROGRESS`] within a limit. A
/// client that has accepted everything owes nothing.
pub(crate) struct WriteTimeout<S> {
    stream: S,
    limit: Duration,
    /// `None` while nothing waits to be accepted. Most clients are never behind, and need no timer.
    behind: Option<Behind>,
}

/// A client that owes us reading.
struct Behind {
    timer: Pin<Box<Sleep>>,
    /// Bytes accepted since the timer was set.
    accepted: usize,
}

impl<S> WriteTimeout<S> {
    pub(crate) fn new(stream: S, limit: Duration) -> Self {
        Self { stream, limit, behind: None }
    }

    /// Passes the outcome of a write on, and keeps the time.
    fn watch(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Pending => {
                let limit = self.limit;
                let begin = || Behind { timer: Box::pin(tokio::time::sleep(limit)), accepted: 0 };
                ready!(self.behind.get_or_insert_with(begin).timer.as_mut().poll(context));
                metrics::counter!("holdfast_http_stalled_connections_total").increment(1);
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client has stopped reading")))
            }
            Poll::Ready(Ok(bytes)) => {
                if let Some(behind) = &mut self.behind {
                    behind.accepted += bytes;
                    if behind.accepted >= PROGRESS {
                        behind.accepted = 0;
                        behind.timer.as_mut().reset(Instant::now() + self.limit);
                    }
                }
                Poll::Ready(Ok(bytes))
            }
            failed @ Poll::Ready(Err(_)) => failed,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WriteTimeout<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WriteTimeout<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.watch(context, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, buffers);
        this.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Hyper flushes once it has written everything that it has.
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.stream).poll_flush(context))?;
        this.behind = None;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
