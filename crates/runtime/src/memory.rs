//! How a process uses memory.

/// Makes the kernel back the process's memory with small pages only. A huge page is resident as a whole once a byte of
/// it is written; a connection's buffers are mostly never written. Call it before the process allocates much. Does
/// nothing where the kernel can't do it: then the process only needs more memory.
pub fn use_small_pages() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(%error, "huge pages stay in use");
    }
}
