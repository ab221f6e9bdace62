//! Somebody who is signed in and speaks JSON.

use anyhow::{Context, ensure};
use serde_json::Value;
use std::time::Duration;

/// A client with a session. One connection, kept open.
pub(crate) struct Client {
    agent: ureq::Agent,
    address: String,
    cookie: String,
}

impl Client {
    /// Signs in with an address that `fordel user add` printed; `address` is where the server listens.
    pub(crate) fn sign_in(address: &str, link: &str) -> anyhow::Result<Self> {
        let config = ureq::Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .build();
        let agent = ureq::Agent::new_with_config(config);
        let token = link.trim().rsplit('/').next().unwrap_or_default();
        let answer = agent.post(format!("{address}/sign-in/{token}")).send_empty()?;
        let cookie = answer
            .headers()
            .get("set-cookie")
            .and_then(|cookie| cookie.to_str().ok())
            .and_then(|cookie| cookie.split(';').next())
            .context("signing in gave no session")?
            .to_owned();
        Ok(Self { agent, address: address.to_owned(), cookie })
    }

    /// Sends JSON and reads JSON; anything but a success is an error with what was said.
    pub(crate) fn send(&self, method: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
        let request = match method {
            "PUT" => self.agent.put(format!("{}{path}", self.address)),
            _ => self.agent.post(format!("{}{path}", self.address)),
        };
        let mut answer = request.header("cookie", &self.cookie).send_json(body)?;
        let status = answer.status();
        let text = answer.body_mut().read_to_string()?;
        ensure!(status.is_success(), "{method} {path}: {status} {text}");
        if text.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&text).with_context(|| format!("{method} {path} answered no JSON"))
    }

    /// Reads a page or a thing to its end and gives its length.
    pub(crate) fn get(&self, path: &str) -> anyhow::Result<usize> {
        let request = self.agent.get(format!("{}{path}", self.address));
        let mut answer = request.header("cookie", &self.cookie).call()?;
        let status = answer.status();
        let length = answer.body_mut().read_to_vec()?.len();
        ensure!(status == 200, "GET {path}: {status}");
        Ok(length)
    }
}
