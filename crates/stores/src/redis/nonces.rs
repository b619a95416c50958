//! Nonces that may be used once.

use std::{sync::LazyLock, time::Duration};

use super::{
    Error, SeatStore,
    script::{Script, script},
};

static USE_NONCE: LazyLock<Script> = script!("use_nonce.lua");

impl SeatStore {
    /// Uses a nonce, which is remembered for this time. Returns whether it wasn't used before. A failover that loses
    /// Redis's last writes also loses the last uses.
    pub async fn use_nonce(&self, nonce: &str, remembered: Duration) -> Result<bool, Error> {
        // A call whose reply was lost is sent again, and must not find its own use.
        let call = format!("{:032x}", rand::random::<u128>());
        let remembered = remembered.as_millis().to_string();
        let reply = self.run_on_key(&USE_NONCE, &self.0.names.nonce(nonce), &[&call, &remembered]).await?;
        match reply.word() {
            "USED" => Ok(true),
            "USED_BEFORE" => Ok(false),
            _ => Err(reply.unexpected()),
        }
    }
}
