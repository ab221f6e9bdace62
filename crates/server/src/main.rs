//! `fordel`: see the README, or `fordel --help`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server::run().await
}
