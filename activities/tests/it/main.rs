//! The capabilities on the real parts, which `infra/dev env` names.

mod payment;
