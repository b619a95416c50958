//! A browser with its cookies, and an app with the provider at which it logs in.

use std::collections::BTreeMap;

use holdfast_access::AccessConfig;
use holdfast_api_server::config::Config;
use holdfast_settings::Reader;
use holdfast_test_support::{LoginProvider, lookup};
use reqwest::{Client, Method, Request, Response, Url, header, redirect};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{Answer, Call, TestApp};

/// An app whose browsers log in at a provider of its own.
pub(super) struct Site {
    pub(super) app: TestApp,
    pub(super) provider: LoginProvider,
}

impl Site {
    pub(super) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(super) async fn start_with(adjust: impl FnOnce(&mut Config)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let site = format!("http://{}", listener.local_addr().unwrap());
        let provider = LoginProvider::start(&site).await;
        let access = Reader::read(lookup(&provider.settings()), AccessConfig::read).expect("the settings can be used");
        let app = TestApp::start_on(listener, |config| {
            config.access = AccessConfig {
                admin_token: config.access.admin_token.clone(),
                guest_tokens: config.access.guest_tokens.clone(),
                ..access
            };
            adjust(config);
        })
        .await;
        Self { app, provider }
    }

    /// A browser that has logged in under this name.
    pub(super) async fn browser(&self, name: &str) -> Browser {
        let mut browser = Browser::default();
        let answer = browser.log_in(&self.app, name, "/").await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/"), "{answer:?}");
        assert!(browser.cookie(&self.app, "__Host-session").is_some(), "{answer:?}");
        browser.read_csrf_token(&self.app).await;
        browser
    }

    /// An access token of a program, with these scopes.
    pub(super) async fn token(&self, scope: &str) -> String {
        program_token(self.provider.issuer(), scope).await.expect("a token")
    }
}

/// An access token of a program; `None` if the provider isn't there.
pub(super) async fn program_token(issuer: &str, scope: &str) -> Option<String> {
    let (id, secret) = LoginProvider::SCRIPT_CLIENT;
    let request = Client::new().post(format!("{issuer}/token")).basic_auth(id, Some(secret));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let body = format!("grant_type=client_credentials&scope={}", scope.replace(' ', "+"));
    let token: Value = request.body(body).send().await.ok()?.json().await.ok()?;
    Some(token["access_token"].as_str()?.to_owned())
}

/// The cookies of a browser by host, and what goes with them.
#[derive(Clone, Default)]
pub(super) struct Browser {
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    pub(super) csrf_token: String,
}

impl Browser {
    /// Logs in. Returns the response to the callback.
    pub(super) async fn log_in(&mut self, app: &TestApp, name: &str, return_to: &str) -> Answer {
        let callback = self.callback(app, name, return_to).await;
        self.get(callback).await
    }

    /// Logs in at the provider. Returns the address to which the provider sends the browser back.
    pub(super) async fn callback(&mut self, app: &TestApp, name: &str, return_to: &str) -> Url {
        self.try_callback(app, name, return_to).await.expect("the provider lets the browser log in")
    }

    /// As [`Self::callback`]; `None` if the provider isn't there, or doesn't remember the login.
    pub(super) async fn try_callback(&mut self, app: &TestApp, name: &str, return_to: &str) -> Option<Url> {
        let (page, end) = self.begin_at_provider(app, return_to).await?;
        match page {
            Some(page) => self.follow(Method::POST, page, &format!("login={name}"), &end).await,
            // The browser has a session at the provider.
            None => Some(end),
        }
    }

    /// Gives the login up at the provider. Returns the address to which the provider sends the browser back.
    pub(super) async fn give_up(&mut self, app: &TestApp, return_to: &str) -> Url {
        let (page, end) = self.begin_at_provider(app, return_to).await.expect("the provider");
        let abort = Url::parse(&format!("{}/abort", page.expect("the page of the login"))).unwrap();
        self.follow(Method::POST, abort, "", &end).await.expect("the provider")
    }

    /// Begins a login. Returns the page of the provider that asks for a name, if it asks; and the callback.
    async fn begin_at_provider(&mut self, app: &TestApp, return_to: &str) -> Option<(Option<Url>, Url)> {
        let mut begin = url(app, "/session/login");
        begin.query_pairs_mut().append_pair("returnTo", return_to);
        let callback = url(app, "/session/callback");
        let answer = self.get(begin).await;
        if answer.status != 303 {
            answer.expect_away();
            return None;
        }
        let at_provider = Url::parse(answer.header("location")).expect("an address");
        let end = self.follow(Method::GET, at_provider, "", &callback).await?;
        Some(if end.path() == callback.path() { (None, end) } else { (Some(end), callback) })
    }

    /// Sends a form, and follows redirects up to a page, or to the callback, which isn't called.
    async fn follow(&mut self, method: Method, url: Url, form: &str, callback: &Url) -> Option<Url> {
        let (mut method, mut url, mut form) = (method, url, form);
        for _ in 0..10 {
            let mut request = Request::new(method, url.clone());
            let headers = request.headers_mut();
            headers.insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse().unwrap());
            *request.body_mut() = Some(form.to_owned().into());
            let response = self.try_open(request).await?;
            match response.status().as_u16() {
                303 => {}
                200 => return Some(url),
                _ => return None,
            }
            let answer = Answer::read(response).await;
            url = url.join(answer.header("location")).expect("an address");
            if url.path() == callback.path() {
                return Some(url);
            }
            (method, form) = (Method::GET, "");
        }
        panic!("the provider redirects for ever: {url}");
    }

    pub(super) async fn get(&mut self, url: Url) -> Answer {
        self.send(Request::new(Method::GET, url)).await
    }

    /// Opens a page: unlike [`Self::get`], with the `Accept` of a browser. Returns the address to which it is sent.
    pub(super) async fn open_page(&mut self, url: Url) -> String {
        let mut request = Request::new(Method::GET, url);
        request.headers_mut().insert(header::ACCEPT, "text/html,*/*;q=0.8".parse().unwrap());
        let answer = self.send(request).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        answer.header("location").to_owned()
    }

    /// Calls the app with this browser's cookies and CSRF token.
    pub(super) async fn call(&mut self, call: Call) -> Answer {
        let token = self.csrf_token.clone();
        self.call_without_token(call.header("x-csrf-token", &token)).await
    }

    /// Calls the app with this browser's cookies alone.
    pub(super) async fn call_without_token(&mut self, call: Call) -> Answer {
        self.send(call.0.build().unwrap()).await
    }

    /// What the app says of the browser, whose CSRF token it takes.
    pub(super) async fn read_csrf_token(&mut self, app: &TestApp) -> Value {
        let answer = self.call_without_token(app.get("/session")).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        let session = answer.expect(200);
        session["csrfToken"].as_str().unwrap_or_default().clone_into(&mut self.csrf_token);
        session
    }

    /// Becomes a guest.
    pub(super) async fn become_guest(&mut self, app: &TestApp) -> String {
        let guest = self.call_without_token(app.post("/guests")).await.expect(201);
        guest["csrfToken"].as_str().unwrap().clone_into(&mut self.csrf_token);
        guest["token"].as_str().unwrap().to_owned()
    }

    /// Holds a seat, and orders it. Returns the order's id.
    pub(super) async fn buy(&mut self, app: &TestApp, event: u64, seat: u32) -> String {
        let hold = self.hold(app, event, seat).await;
        let order = self.call(order(app, event, seat, &hold, &crate::orders::new_key())).await.expect(201);
        assert_eq!(order["status"], "CONFIRMED", "{order}");
        crate::orders::id(&order)
    }

    /// Holds a seat; returns the token of the hold.
    pub(super) async fn hold(&mut self, app: &TestApp, event: u64, seat: u32) -> String {
        let hold = app.post("/reservations").json(&json!({ "eventId": event, "seatIds": [seat] }));
        self.call(hold).await.expect(201)["holdToken"].as_str().unwrap().to_owned()
    }

    /// The value of a cookie of the app.
    pub(super) fn cookie(&self, app: &TestApp, name: &str) -> Option<&String> {
        self.cookies.get(&app.address.to_string())?.get(name)
    }

    /// Gives the browser a cookie of the app, or takes it.
    pub(super) fn set_cookie(&mut self, app: &TestApp, name: &str, value: Option<&str>) {
        let cookies = self.cookies.entry(app.address.to_string()).or_default();
        match value {
            Some(value) => cookies.insert(name.to_owned(), value.to_owned()),
            None => cookies.remove(name),
        };
    }

    /// Sends a request with the cookies of its host, and takes those of the response.
    async fn send(&mut self, request: Request) -> Answer {
        Answer::read(self.open(request).await).await
    }

    /// As [`Self::send`], without reading the body.
    pub(super) async fn open(&mut self, request: Request) -> Response {
        self.try_open(request).await.expect("a response")
    }

    /// As [`Self::open`]; `None` if the server isn't there.
    async fn try_open(&mut self, mut request: Request) -> Option<Response> {
        let host = request.url().authority().to_owned();
        let cookies = self.cookies.entry(host).or_default();
        let line = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        if !line.is_empty() {
            request.headers_mut().insert(header::COOKIE, line.parse().unwrap());
        }
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
        let response = client.execute(request).await.ok()?;
        for line in response.headers().get_all(header::SET_COOKIE) {
            let (pair, attributes) = line.to_str().unwrap().split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').unwrap();
            let is_gone = attributes.contains("Max-Age=0") || attributes.contains("expires=Thu, 01 Jan 1970");
            if is_gone {
                cookies.remove(name)
            } else {
                cookies.insert(name.to_owned(), value.to_owned())
            };
        }
        Some(response)
    }
}

/// The address of a route of the app.
pub(super) fn url(app: &TestApp, path: &str) -> Url {
    Url::parse(&format!("http://{}/api{path}", app.address)).unwrap()
}

/// A request for the order of a held seat.
pub(super) fn order(app: &TestApp, event: u64, seat: u32, hold: &str, key: &str) -> Call {
    let order = app.post("/orders").json(&json!({ "eventId": event, "seatIds": [seat] }));
    order.hold_token(hold).header("idempotency-key", key).header("prefer", "wait=10")
}
