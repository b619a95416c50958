//! An OpenID provider that belongs to a test: the process that `infra/dev up` starts too, on a port of its own.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command as StdCommand, Stdio},
    time::Duration,
};

use tokio::{
    net::TcpStream,
    process::{Child, Command},
};

use crate::{AUDIENCE, eventually_within, free_address};

/// The client's secret.
const SECRET: &str = "a secret of the client of tests";
/// Node.js starts within this time on a busy machine.
const START: Duration = Duration::from_secs(30);

/// A provider whose keys survive a restart, and whose logins don't. Dropping this value kills it.
pub struct LoginProvider {
    issuer: String,
    site: String,
    process: Child,
}

impl LoginProvider {
    /// The id and the secret of the client of scripts, for client credentials.
    pub const SCRIPT_CLIENT: (&str, &str) = ("holdfast-script", SECRET);

    /// Starts one for the browsers of this site.
    pub async fn start(site: &str) -> Self {
        let (issuer, site) = (format!("http://{}", free_address()), site.to_owned());
        let process = server(&issuer, &site).spawn().expect("node is installed");
        let provider = Self { issuer, site, process };
        provider.await_ready().await;
        provider
    }

    /// The name of the issuer, which is its address.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The settings of a process whose browsers log in here.
    #[must_use]
    pub fn settings(&self) -> BTreeMap<&'static str, String> {
        [
            ("TOKEN_ISSUER", self.issuer.as_str()),
            ("TOKEN_AUDIENCE", AUDIENCE),
            ("TOKEN_JWKS_URL", &format!("{}/jwks", self.issuer)),
            ("TOKEN_ALGORITHMS", "EdDSA"),
            ("TOKEN_KEYS_PAUSE_MS", "100"),
            ("LOGIN_CLIENT_ID", "holdfast"),
            ("LOGIN_CLIENT_SECRET", SECRET),
            ("LOGIN_SCOPES", "openid profile hold order audit event:write"),
            ("PUBLIC_URL", &self.site),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .into()
    }

    /// Kills it, as a crash would.
    pub async fn kill(&mut self) {
        self.process.kill().await.expect("the provider was running");
    }

    /// Lets it accept connections, and never respond.
    pub async fn freeze(&self) {
        let id = self.process.id().expect("the provider runs").to_string();
        let sent = Command::new("kill").args(["-STOP", &id]).status().await.expect("kill runs");
        assert!(sent.success(), "{sent}");
    }

    /// Starts the killed provider again, at its address.
    pub async fn restart(&mut self) {
        self.process = server(&self.issuer, &self.site).spawn().expect("node is installed");
        self.await_ready().await;
    }

    /// Puts a new key before the last one. It signs after the next restart.
    pub fn rotate(&self) {
        let mut command = StdCommand::new("node");
        let status = command.arg(script()).arg("new-key").env("LOGIN_PROVIDER_KEYS", keys(&self.issuer)).status();
        assert!(status.expect("node is installed").success());
    }

    async fn await_ready(&self) {
        let address = self.issuer.trim_start_matches("http://");
        eventually_within("the provider listens", START, async || TcpStream::connect(address).await.ok()).await;
    }
}

impl Drop for LoginProvider {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(keys(&self.issuer).parent().expect("a directory"));
    }
}

fn script() -> PathBuf {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/login");
    assert!(
        directory.join("node_modules/oidc-provider").exists(),
        "run `npm ci` in infra/login, or this test by infra/dev test"
    );
    directory.join("server.mjs")
}

/// The file with its keys.
fn keys(issuer: &str) -> PathBuf {
    let name = issuer.rsplit(':').next().expect("a port");
    std::env::temp_dir().join(format!("holdfast-login-{}-{name}", std::process::id())).join("keys.json")
}

fn server(issuer: &str, site: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(script()).kill_on_drop(true).stdout(Stdio::null()).stderr(Stdio::null()).envs([
        ("LOGIN_PROVIDER_KEYS", keys(issuer).to_str().expect("UTF-8")),
        ("LOGIN_PROVIDER_ISSUER", issuer),
        ("LOGIN_PROVIDER_SITES", site),
        ("LOGIN_CLIENT_ID", "holdfast"),
        ("LOGIN_CLIENT_SECRET", SECRET),
        ("TOKEN_AUDIENCE", AUDIENCE),
    ]);
    command
}
