//! Shares one refresh between concurrent requests.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;

/// A value that is read once for all requests that wait together. Each request gets a value whose read began after the
/// request arrived.
pub(crate) struct SharedRefresh<T> {
    /// Number of reads that have begun.
    begun: AtomicU64,
    /// The latest value and the number of its read. One read runs at a time; the other requests wait for this lock.
    latest: Mutex<Option<(u64, T)>>,
}

impl<T> Default for SharedRefresh<T> {
    fn default() -> Self {
        Self { begun: AtomicU64::new(0), latest: Mutex::new(None) }
    }
}

impl<T: Clone> SharedRefresh<T> {
    /// Returns a value whose read began after this call. The future may be dropped at any await; another caller then
    /// reads.
    pub(crate) async fn fresh(&self, read: impl AsyncFnOnce() -> T) -> T {
        let arrival = self.begun.load(Ordering::SeqCst);
        let mut latest = self.latest.lock().await;
        if let Some((reading, value)) = &*latest
            && *reading > arrival
        {
            return value.clone();
        }
        let reading = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let value = read().await;
        *latest = Some((reading, value.clone()));
        value
    }

    /// Frees the latest value, unless a read is under way.
    pub(crate) fn release(&self) {
        if let Ok(mut latest) = self.latest.try_lock() {
            *latest = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::atomic::AtomicU32, time::Duration};

    use futures::future::join_all;

    use super::*;

    #[tokio::test]
    async fn callers_that_wait_together_share_one_reading_that_began_after_they_came() {
        let (shared, readings) = (SharedRefresh::default(), AtomicU32::new(0));
        let read = async || {
            let number = readings.fetch_add(1, Ordering::SeqCst) + 1;
            tokio::time::sleep(Duration::from_millis(20)).await;
            number
        };
        let values = join_all((0..100).map(|_| shared.fresh(read))).await;
        // The first read may have begun before the others arrived, so they need a second one.
        assert!(readings.load(Ordering::SeqCst) <= 2, "{values:?}");
        assert_eq!(shared.fresh(read).await, readings.load(Ordering::SeqCst), "a later caller gets a later read");
        shared.release();
        assert_eq!(shared.fresh(read).await, readings.load(Ordering::SeqCst));
    }
}
