//! Placeholder: starting, asking and cancelling order workflows.
