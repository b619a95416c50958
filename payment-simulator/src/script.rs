//! The payment methods that the simulator knows. Each scripts the course of one payment.

use std::time::Duration;

use holdfast_domain::PaymentMethod;

/// What a payment method makes the simulator do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// `sim_approve`: authorised, subject to `SIMULATOR_SUCCESS_RATE`.
    Approve,
    /// `sim_decline`: declined.
    Decline,
    /// `sim_delay_<ms>`: authorised after this time.
    Delay(Duration),
    /// `sim_unavailable_<n>`: 503 to the first n authorise calls, which have no effect.
    Unavailable(u32),
    /// `sim_lost_<n>`: authorised, but the first n authorise calls get no reply.
    Lost(u32),
    /// `sim_pending_<ms>`: PENDING; authorised after this time, and reported by a callback.
    Pending(Duration),
    /// `sim_never`: PENDING forever.
    Never,
    /// `sim_capture_fail_<n>`: authorised; 503 to the first n captures, which have no effect.
    CaptureFail(u32),
    /// `sim_capture_refuse`: authorised; every capture is a final refusal.
    CaptureRefuse,
}

/// The longest time in a script. Buyers choose the script, and each delayed payment occupies memory.
const MAX_TIME: Duration = Duration::from_mins(10);

impl Script {
    /// The script of a payment method; `None` for an unknown method.
    pub(crate) fn parse(method: &PaymentMethod) -> Option<Self> {
        let name = method.as_str().strip_prefix("sim_")?;
        match name {
            "approve" => Some(Self::Approve),
            "decline" => Some(Self::Decline),
            "never" => Some(Self::Never),
            "capture_refuse" => Some(Self::CaptureRefuse),
            _ => {
                let (kind, number) = name.rsplit_once('_')?;
                match kind {
                    "delay" => time(number).map(Self::Delay),
                    "pending" => time(number).map(Self::Pending),
                    "unavailable" => count(number).map(Self::Unavailable),
                    "lost" => count(number).map(Self::Lost),
                    "capture_fail" => count(number).map(Self::CaptureFail),
                    _ => None,
                }
            }
        }
    }

    /// Delay of an authorisation beyond `SIMULATOR_DELAY_MS`.
    pub(crate) const fn delay(self) -> Duration {
        match self {
            Self::Delay(time) => time,
            Self::Approve
            | Self::Decline
            | Self::Unavailable(_)
            | Self::Lost(_)
            | Self::Pending(_)
            | Self::Never
            | Self::CaptureFail(_)
            | Self::CaptureRefuse => Duration::ZERO,
        }
    }
}

/// Digits only: `u32::from_str` would accept a leading `+` too.
fn count(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn time(text: &str) -> Option<Duration> {
    count(text).map(|ms| Duration::from_millis(ms.into())).filter(|time| *time <= MAX_TIME)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<Script> {
        Script::parse(&text.parse::<PaymentMethod>().unwrap())
    }

    #[test]
    fn every_scripted_method_is_known() {
        let second = Duration::from_secs(1);
        assert_eq!(parse("sim_approve"), Some(Script::Approve));
        assert_eq!(parse("sim_decline"), Some(Script::Decline));
        assert_eq!(parse("sim_delay_1000"), Some(Script::Delay(second)));
        assert_eq!(parse("sim_unavailable_3"), Some(Script::Unavailable(3)));
        assert_eq!(parse("sim_lost_2"), Some(Script::Lost(2)));
        assert_eq!(parse("sim_pending_1000"), Some(Script::Pending(second)));
        assert_eq!(parse("sim_never"), Some(Script::Never));
        assert_eq!(parse("sim_capture_fail_2"), Some(Script::CaptureFail(2)));
        assert_eq!(parse("sim_capture_refuse"), Some(Script::CaptureRefuse));
    }

    #[test]
    fn any_other_method_is_unknown() {
        let unknown = [
            "approve",
            "sim_",
            "sim_approve_1",
            "SIM_APPROVE",
            "sim_delay",
            "sim_delay_",
            "sim_delay_-1",
            "sim_delay_1s",
            "sim_delay_600001",
            "sim_lost_99999999999",
            "card",
        ];
        for method in unknown {
            assert_eq!(parse(method), None, "{method}");
        }
    }
}
