//! The activities of the order and refund workflows.
